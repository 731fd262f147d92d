/// Walks a validated text from its beginning to its end, into arrays and objects and out of them
/// again, and looks at each byte once. A `JSONCursor` is for a text of which little is read: it
/// steps over a value to give its range, and whoever then looks into the value walks it again.
package struct JSONWalk: Sendable {
    /// What the ranges that the walk gives are ranges of.
    package let bytes: [UInt8]
    /// The next byte to look at.
    private var position: Int
    /// Each step ends there at the latest, so damaged bytes can neither trap nor loop.
    private let end: Int
    /// What need not be stepped over to know where it ends.
    private var ends = JSONEnds.none

    /// Stands before the text's value.
    package init(_ text: JSONText) {
        bytes = text.bytes
        position = text.rootRange.lowerBound
        end = text.rootRange.upperBound
    }

    /// Checks a text as `JSONText` does, and stands before its value.
    ///
    /// - Parameters:
    ///   - count: how many of its arrays and objects of that depth need not be stepped over byte by
    ///     byte once more, if they are asked for as a value: the first ones.
    ///   - depth: how many arrays and objects are open around them.
    package init(
        validating bytes: [UInt8], knowing count: Int, atDepth depth: Int
    ) throws(JSONError) {
        var ends = JSONEnds(atDepth: depth, max: count)
        self.init(try JSONText(bytes, noting: &ends))
        self.ends = ends
    }

    /// Stands before the value at `range` of a validated text.
    package init(_ bytes: [UInt8], _ range: Range<Int>) {
        let range = range.clamped(to: bytes.indices)
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
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

    /// The same for who expects a name: the end of one that is written like that is known.
    ///
    /// - Parameter expected: the name with its quotation marks, in which none and no backslash may
    ///   stand; empty to expect none.
    package mutating func nextName(
        expecting expected: Span<UInt8>
    ) -> (name: Range<Int>, isExpected: Bool)? {
        guard nextElement() else { return nil }
        let isExpected = stands(expected)
        let (name, value) = member(isExpected ? expected.count : nil)
        position = value
        return (name, isExpected)
    }

    /// Steps into the object that stands here, to the value of its first member of that name
    /// (unescaped, UTF-8). Where there is none, or no object, it steps over what stands here.
    ///
    /// - Returns: whether it is in the object now; `leaveObject` ends that.
    package mutating func enter(_ name: [UInt8]) -> Bool {
        guard kind == .object else {
            _ = value()
            return false
        }
        enter()
        while let next = nextName() {
            if JSONScan.equals(bytes, next, name) { return true }
            _ = value()
        }
        return false
    }

    /// Steps out of the object that was entered last, over the members that are left.
    package mutating func leaveObject() {
        while nextName() != nil { _ = value() }
    }

    /// Steps over the value that stands here. - Returns: its range; in damaged bytes, where none
    /// stands, an empty one.
    package mutating func value() -> Range<Int> {
        let start = position
        if let known = ends.end(of: start) {
            position = known
            return start..<known
        }
        let after = min(JSONSkip.value(bytes.span, start), end)
        guard after > start else {
            stepOverNothing()
            return start..<start
        }
        position = after
        return start..<after
    }

    /// Where a value should stand and none does. A bracket ends what was entered, which `next` is
    /// to see; over any other byte, or a walk over damaged bytes would never be over.
    private mutating func stepOverNothing() {
        guard position < end else { return }
        let byte = bytes[position]
        if byte != UInt8(ascii: "]"), byte != UInt8(ascii: "}") { position &+= 1 }
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

    /// Whether these bytes stand here; never for none.
    @inline(__always)
    private func stands(_ expected: Span<UInt8>) -> Bool {
        guard !expected.isEmpty, expected.count <= end &- position else { return false }
        let here = bytes.span.extracting(position..<position &+ expected.count)
        return JSONScan.areEqual(here, expected)
    }

    /// The name that stands here, and where its value begins; `count` where the name's is known.
    @inline(__always)
    private func member(_ count: Int? = nil) -> (name: Range<Int>, value: Int) {
        let span = bytes.span
        let nameEnd = count.map { position &+ $0 } ?? min(JSONSkip.string(span, position), end)
        let colon = JSONSkip.whitespace(span, nameEnd)
        return (position..<nameEnd, min(JSONSkip.whitespace(span, colon &+ 1), end))
    }
}
