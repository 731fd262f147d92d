/// The value of a Host field: `uri-host [ ":" port ]` (RFC 9110 §7.2).
enum HostValue {
    /// Userinfo, spaces, commas and paths have no place in it; an empty one is allowed where the
    /// target has no authority.
    static func isValid(_ bytes: [UInt8], _ range: Range<Int>, mayBeEmpty: Bool) -> Bool {
        guard let first = range.first else { return mayBeEmpty }
        var index = first
        if bytes[first] == 0x5B {
            // An IP literal: hexadecimal digits, colons and dots between brackets.
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
        return bytes[(index + 1)..<range.upperBound].allSatisfy(Octets.isDigit)
    }

    private static func isAddress(_ byte: UInt8) -> Bool {
        Octets.hexadecimal(byte) != nil || byte == Octets.colon || byte == 0x2E
    }
}
