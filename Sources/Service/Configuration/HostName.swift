/// Names and addresses of hosts, as text.
enum HostName {
    /// A DNS name, an IPv4 address, or an IPv6 address without brackets.
    static func isValid(_ text: String) -> Bool {
        if text.utf8.contains(UInt8(ascii: ":")) { return isIPv6(text) }
        guard text.utf8.count <= 253 else { return false }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        // A name whose last label is a number would be taken for an address (WHATWG URL, "ends in a
        // number"), so it must be one.
        if let last = labels.last, last.utf8.allSatisfy({ ASCII.isDigit($0) }) {
            return isIPv4(text)
        }
        return labels.allSatisfy(isLabel)
    }

    /// RFC 1123 section 2.1, and the underscore that names inside of networks have.
    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { ASCII.isWord($0) || $0 == UInt8(ascii: "-") }
    }

    /// Four numbers from 0 to 255, none with a leading zero (some read it as octal).
    static func isIPv4(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { ASCII.isDigit($0) }
                    && (part.utf8.count == 1 || part.first != "0") && UInt8(part) != nil
            }
    }

    /// RFC 4291 section 2.2: eight groups; `::` for a run of zero groups, once; the last two groups
    /// may be an IPv4 address. No zone.
    static func isIPv6(_ text: String) -> Bool {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2, let tail = halves.last else { return false }
        guard halves.count == 2 else { return groups(tail, endsText: true) == 8 }
        guard let before = groups(halves[0], endsText: false),
            let after = groups(tail, endsText: true)
        else { return false }
        return before + after <= 7
    }

    /// How many groups a part of an IPv6 address has; `nil` if one of them is none.
    private static func groups(_ part: Substring, endsText: Bool) -> Int? {
        if part.isEmpty { return 0 }
        let pieces = part.split(separator: ":", omittingEmptySubsequences: false)
        var count = 0
        for (index, piece) in pieces.enumerated() {
            if endsText, index == pieces.count - 1, isIPv4(piece) {
                count += 2
            } else if (1...4).contains(piece.utf8.count),
                piece.utf8.allSatisfy({ ASCII.isHexDigit($0) })
            {
                count += 1
            } else {
                return nil
            }
        }
        return count
    }

    /// A host that never leaves this machine: `localhost`, 127.0.0.0/8 or `::1`.
    static func isLoopback(_ text: String) -> Bool {
        text.lowercased() == "localhost" || text == "::1"
            || (isIPv4(text) && text.hasPrefix("127."))
    }
}
