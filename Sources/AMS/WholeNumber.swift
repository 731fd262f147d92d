/// Reads JSON numbers as integers. Products write some integers as `40.0`, since their models hold
/// them as floating-point numbers (protocol notes on AMS, 1.1).
enum WholeNumber {
    /// The number, rounded towards zero; `nil` when it has an exponent or does not fit.
    /// The text must be a valid JSON number.
    static func value(_ text: ArraySlice<UInt8>) -> Int? {
        // An exponent after a fraction would move the point.
        if text.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) { return nil }
        let whole = text.prefix { $0 != UInt8(ascii: ".") }
        return Int(String(decoding: whole, as: UTF8.self))
    }
}
