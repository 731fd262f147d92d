/// A switch of a simulator that cannot be understood.
package struct SwitchError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The switch as it was written; empty when the list as a whole is at fault.
    package let key: String
    /// The value as it was written; empty when it is not at fault.
    package let value: String
    /// What is wrong.
    package let problem: String
    /// What to write instead.
    package let mend: String

    /// One line for people.
    package var description: String {
        let place = key.isEmpty ? "switches" : value.isEmpty ? key : "\(key)=\(value)"
        return "\(place): \(problem); \(mend)"
    }
}
