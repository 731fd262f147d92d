/// A value of a text: a range of its bytes. For look-ups outside of the hot path.
package struct JSONValue: Sendable {
    /// The whole text this value is part of.
    package let text: JSONText

    /// Where the value stands in `text.bytes`, without white space around it.
    package let range: Range<Int>

    /// The value at a range that a cursor or a look-up in this very text gave.
    package init(text: JSONText, range: Range<Int>) {
        self.text = text
        self.range = range
    }

    /// What the value is.
    package var kind: JSONKind { JSONScan.kind(text.bytes, range) }

    /// The value exactly as written.
    package var bytes: ArraySlice<UInt8> { text.bytes[range] }

    /// Where the value begins, for messages to people.
    package var position: TextPosition { TextPosition(of: range.lowerBound, in: text.bytes) }

    /// The member of that name; nil where there is none or this is no object.
    package subscript(name: String) -> JSONValue? {
        JSONScan.member(name.utf8Span.span, text.bytes, range).map(value)
    }

    /// The element of that index; nil where there is none or this is no array.
    package subscript(index: Int) -> JSONValue? {
        JSONScan.element(index, text.bytes, range).map(value)
    }

    /// What a pointer points to; nil where there is nothing.
    package func at(_ pointer: JSONPointer) -> JSONValue? {
        JSONScan.at(pointer, text.bytes, range).map(value)
    }

    private func value(_ range: Range<Int>) -> JSONValue { JSONValue(text: text, range: range) }
}

extension JSONValue {
    /// The elements in order; none where this is no array.
    package var elements: JSONElements { JSONElements(of: self) }

    /// The members in the order they are written; none where this is no object.
    package var members: JSONMembers { JSONMembers(of: self) }

    /// The string, unescaped; nil where this is no string.
    package var string: String? {
        guard JSONScan.isString(text.bytes, range) else { return nil }
        let end = range.upperBound - 1
        if JSONSkip.quoteOrBackslash(text.bytes.span, range.lowerBound + 1) == end {
            return String(decoding: text.bytes[range.lowerBound + 1..<end], as: UTF8.self)
        }
        var content: [UInt8] = []
        JSONScan.unescape(text.bytes, range, into: &content)
        return String(decoding: content, as: UTF8.self)
    }

    /// Whether this is that string: for a `switch` over the names of members.
    package static func ~= (string: String, value: JSONValue) -> Bool {
        JSONScan.equals(value.text.bytes, value.range, string.utf8Span.span)
    }

    /// Whether this is written byte for byte like another value.
    package func isWritten(like other: [UInt8]) -> Bool {
        JSONScan.isWritten(text.bytes, range, like: other)
    }

    /// The number, if it is written without point and exponent and fits; nil otherwise.
    package var integer: Int? { JSONScan.integer(text.bytes, range) }

    /// The number, rounded to what a Double can hold; nil where this is no number or beyond that.
    package var double: Double? {
        guard kind == .number else { return nil }
        return Double(String(decoding: bytes, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }

    /// True or false; nil where this is neither.
    package var boolean: Bool? {
        switch text.bytes[range].first {
        case UInt8(ascii: "t"): true
        case UInt8(ascii: "f"): false
        default: nil
        }
    }

    /// Whether this is `null`.
    package var isNull: Bool { kind == .null }
}
