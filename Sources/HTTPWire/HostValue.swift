/// The value of a Host field: `uri-host [ ":" port ]` (RFC 9110 §7.2).
enum HostValue {
    /// Userinfo, spaces, commas and paths have no place in it. Nor is it empty: the URIs of http
    /// and https have a host (RFC 9110 §4.2.1), and servers differ about an empty one.
    static func isValid(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard let first = range.first else { return false }
        var index = first
        if bytes[first] == 0x5B {
            // An IP literal (RFC 3986 §3.2.2): hexadecimal digits, colons and dots in brackets.
            index += 1
            while index < range.upperBound, isAddress(bytes[index]) { index += 1 }
            guard index < range.upperBound, bytes[index] == 0x5D, index > first + 1
            else { return false }
            index += 1
        } else {
            while index < range.upperBound, Octets.isHostName(bytes[index]) { index += 1 }
            guard index > first else { return false }
        }
        guard index < range.upperBound else { return true }
        guard bytes[index] == Octets.colon else { return false }
        return isPort(bytes[(index + 1)..<range.upperBound])
    }

    private static func isAddress(_ byte: UInt8) -> Bool {
        Octets.hexadecimal(byte) != nil || byte == Octets.colon || byte == 0x2E
    }

    /// Empty, or a number that a port can be (RFC 3986 §3.2.3).
    private static func isPort(_ digits: ArraySlice<UInt8>) -> Bool {
        guard digits.count <= 5, digits.allSatisfy(Octets.isDigit) else { return false }
        return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 } <= 65_535
    }
}
