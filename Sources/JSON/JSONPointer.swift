/// A path to a value inside of another one (RFC 6901), parsed once and followed often.
package struct JSONPointer: Hashable, Sendable {
    /// One step: a member's name, which may also be the index of an element.
    package struct Token: Hashable, Sendable {
        /// The name, unescaped, in UTF-8.
        package let name: [UInt8]

        /// The name as an index of an array: `0`, or digits without a leading zero (RFC 6901 §4).
        /// `-`, the element after the last one, is none: it never exists.
        package let index: Int?
    }

    /// The pointer as written; empty for the whole value.
    package let text: String

    /// The steps in order.
    package let tokens: [Token]

    /// The whole value.
    package init() {
        text = ""
        tokens = []
    }

    /// Nil where the text is no pointer: it must be empty or begin with `/`, and `~` only stands in
    /// `~0` (for `~`) and `~1` (for `/`).
    package init?(_ text: String) {
        var tokens: [Token] = []
        if !text.isEmpty {
            guard text.utf8.first == UInt8(ascii: "/") else { return nil }
            let parts = text.utf8.dropFirst().split(
                separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            for part in parts {
                guard let name = Self.unescape(part) else { return nil }
                tokens.append(Token(name: name, index: Self.index(name)))
            }
        }
        self.text = text
        self.tokens = tokens
    }

    private static func unescape(_ part: Substring.UTF8View) -> [UInt8]? {
        var name: [UInt8] = []
        var isAfterTilde = false
        for byte in part {
            switch (isAfterTilde, byte) {
            case (false, UInt8(ascii: "~")): isAfterTilde = true
            case (false, _): name.append(byte)
            case (true, UInt8(ascii: "0")): name.append(UInt8(ascii: "~"))
            case (true, UInt8(ascii: "1")): name.append(UInt8(ascii: "/"))
            case (true, _): return nil
            }
            if byte != UInt8(ascii: "~") { isAfterTilde = false }
        }
        return isAfterTilde ? nil : name
    }

    private static func index(_ name: [UInt8]) -> Int? {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard name.allSatisfy(digits.contains), name.count == 1 || name.first != digits.lowerBound
        else { return nil }
        return Int(String(decoding: name, as: UTF8.self))
    }
}
