/// Walks a validated text from its beginning to its end, into arrays and objects and out of them
/// again, and looks at each byte once. A `JSONCursor` is for a text of which little is read: it
/// steps over a value to give its range, and whoever then looks into the value walks it again.
package struct JSONWalk: Sendable {
    private let bytes: [UInt8]
    /// The next byte to look at.
    private var position: Int
    /// Each step ends there at the latest, so damaged bytes can neither trap nor loop.
    private let end: Int

    /// Stands before the text's value.
    package init(_ text: JSONText) {
        bytes = text.bytes
        position = text.rootRange.lowerBound
        end = text.rootRange.upperBound
    }

    /// What stands here; nil at the end of the text.
    package var kind: JSONKind? {
        position < end ? JSONKind(firstByte: bytes[position]) : nil
    }

    /// Steps into the array or object that stands here. What stands in it is reached by
    /// `nextElement` or by `nextName`, until they say that there is no more.
    package mutating func enter() { position = min(position &+ 1, end) }

    /// Steps to the next element of the array that was entered last; out of it after the last one.
    ///
    /// - Returns: whether an element stands here now.
    package mutating func nextElement() -> Bool {
        let (start, isOver) = next()
        position = start
        return !isOver
    }

    /// Steps to the value of the next member of the object that was entered last; out of it after
    /// the last one.
    ///
    /// - Returns: the member's name with its quotation marks; nil after the last one.
    package mutating func nextName() -> Range<Int>? {
        guard nextElement() else { return nil }
        let (name, value) = member()
        position = value
        return name
    }

    /// Steps over the value that stands here. - Returns: its range.
    package mutating func value() -> Range<Int> {
        let start = position
        // Always on by a byte, or a walk over damaged bytes would never be over.
        position = min(max(JSONSkip.value(bytes.span, start), start &+ 1), end)
        return start..<position
    }

    /// Where the next element or member begins; or, where a bracket ends the one that was entered,
    /// the position after that.
    @inline(__always)
    private func next() -> (position: Int, isOver: Bool) {
        let span = bytes.span
        var start = JSONSkip.whitespace(span, position)
        if start < end, span[start] == UInt8(ascii: ",") {
            start = JSONSkip.whitespace(span, start &+ 1)
        }
        guard start < end else { return (end, true) }
        let isOver = span[start] == UInt8(ascii: "]") || span[start] == UInt8(ascii: "}")
        return (isOver ? start &+ 1 : start, isOver)
    }

    /// The name that stands here, and where its value begins.
    @inline(__always)
    private func member() -> (name: Range<Int>, value: Int) {
        let span = bytes.span
        let nameEnd = min(JSONSkip.string(span, position), end)
        let colon = JSONSkip.whitespace(span, nameEnd)
        return (position..<nameEnd, min(JSONSkip.whitespace(span, colon &+ 1), end))
    }
}
