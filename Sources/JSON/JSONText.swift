/// A text that is known to be valid: the bytes, once, and where its value stands in them.
package struct JSONText: Sendable {
    /// The text as it came, white space included.
    package let bytes: [UInt8]

    /// The text's value, without the white space around it.
    package let rootRange: Range<Int>

    /// Checks a text in one pass, without building anything.
    ///
    /// Strict RFC 8259: valid UTF-8 without a byte order mark, one value, nothing after it. And
    /// stricter than the RFC demands: depth and members are limited, names in an object differ
    /// (compared unescaped), and no escape stands for half of a surrogate pair.
    package init(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        var ends = JSONEnds.none
        try self.init(bytes, limits: limits, noting: &ends)
    }

    /// The same, which also notes where arrays and objects end.
    init(
        _ bytes: [UInt8], limits: JSONLimits = JSONLimits(), noting ends: inout JSONEnds
    ) throws(JSONError) {
        rootRange = try JSONValidator.validate(bytes, limits: limits, noting: &ends)
        self.bytes = bytes
    }

    /// Checks a text that is at hand as a string.
    package init(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        try self.init(Array(text.utf8), limits: limits)
    }

    /// Takes bytes that were validated before, as those read back from the store, without a second
    /// look at them. If they are not valid after all, look-ups find nothing or odd values; no read
    /// goes outside of the bytes and none runs for ever.
    package init(trusted bytes: [UInt8]) {
        let span = bytes.span
        let start = JSONSkip.whitespace(span, 0)
        var end = bytes.count
        while end > start, JSONSkip.isWhitespace(span[end - 1]) { end -= 1 }
        rootRange = start..<end
        self.bytes = bytes
    }

    /// The text's one value.
    package var root: JSONValue { JSONValue(text: self, range: rootRange) }
}
