/// What is wrong with a text of some form, and how to mend it.
struct TextFault: Error {
    let problem: String
    let mend: String
    /// The text may hold a password: it is not shown.
    var mayHoldSecret = false
}
