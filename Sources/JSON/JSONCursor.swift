/// Walks an array or an object of a validated text, one range after the other, and makes nothing
/// of them: no tree, no string. For the paths that run once a row or once a cell.
package struct JSONCursor: Sendable {
    private let bytes: [UInt8]
    /// The next byte to look at; `end` once the walk is over.
    private var position: Int
    private let end: Int
    private let kind: JSONKind?

    /// Stands before the first element or member of the array or object at `range`. The cursor of
    /// any other value is at its end at once.
    package init(_ bytes: [UInt8], _ range: Range<Int>) {
        let range = range.clamped(to: bytes.indices)
        let kind = range.first.flatMap { JSONKind(firstByte: bytes[$0]) }
        self.bytes = bytes
        self.kind = kind
        end = range.upperBound
        position = kind == .array || kind == .object ? range.lowerBound + 1 : range.upperBound
    }

    /// The next element of an array; nil after the last one, and always nil in an object.
    package mutating func nextElement() -> Range<Int>? {
        guard kind == .array, let element = element() else {
            position = end
            return nil
        }
        position = element.upperBound
        return element
    }

    /// The next member of an object, the name with its quotation marks; nil after the last one, and
    /// always nil in an array.
    package mutating func nextMember() -> (name: Range<Int>, value: Range<Int>)? {
        guard kind == .object, let member = member() else {
            position = end
            return nil
        }
        position = member.value.upperBound
        return member
    }

    @inline(__always)
    private func element() -> Range<Int>? {
        let span = bytes.span
        guard let start = start(span) else { return nil }
        let after = min(JSONSkip.value(span, start), end)
        return after > start ? start..<after : nil
    }

    @inline(__always)
    private func member() -> (name: Range<Int>, value: Range<Int>)? {
        let span = bytes.span
        guard let start = start(span), span[start] == UInt8(ascii: "\"") else { return nil }
        let nameEnd = JSONSkip.string(span, start)
        let colon = JSONSkip.whitespace(span, nameEnd)
        guard colon < end, span[colon] == UInt8(ascii: ":") else { return nil }
        let valueStart = JSONSkip.whitespace(span, colon &+ 1)
        let after = min(JSONSkip.value(span, valueStart), end)
        return after > valueStart ? (start..<nameEnd, valueStart..<after) : nil
    }

    /// Where the next element or member begins, the comma before it skipped.
    @inline(__always)
    private func start(_ span: Span<UInt8>) -> Int? {
        guard position < end else { return nil }
        var start = JSONSkip.whitespace(span, position)
        if start < end, span[start] == UInt8(ascii: ",") {
            start = JSONSkip.whitespace(span, start &+ 1)
        }
        guard start < end, span[start] != UInt8(ascii: "]"), span[start] != UInt8(ascii: "}")
        else { return nil }
        return start
    }
}
