/// A whole number and what follows it, as in `30s` and `64KiB`.
enum NumberAndUnit {
    /// `nil` when there is no number in front, or none that fits.
    static func split(_ text: String) -> (number: Int, unit: String)? {
        let digits = text.utf8.prefix { ASCII.isDigit($0) }
        guard let number = Int(String(digits) ?? "") else { return nil }
        return (number, String(text.utf8.dropFirst(digits.count)) ?? "")
    }
}
