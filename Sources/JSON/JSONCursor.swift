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
        guard let (name, valueStart) = name(span) else { return nil }
        let after = min(JSONSkip.value(span, valueStart), end)
        return after > valueStart ? (name, valueStart..<after) : nil
    }

    /// The next member's name, and where its value begins.
    @inline(__always)
    private func name(_ span: Span<UInt8>) -> (name: Range<Int>, valueStart: Int)? {
        guard let start = start(span), span[start] == UInt8(ascii: "\"") else { return nil }
        let nameEnd = JSONSkip.string(span, start)
        let colon = JSONSkip.whitespace(span, nameEnd)
        guard colon < end, span[colon] == UInt8(ascii: ":") else { return nil }
        return (start..<nameEnd, JSONSkip.whitespace(span, colon &+ 1))
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

/// Walks that look at a value before they know where it ends: who reads its members anyway need not
/// have all of it stepped over first.
extension JSONCursor {
    /// Steps before the value of an object's next member, and gives the member's name; nil after
    /// the last one. Then `value()`, `value(beginningWith:)` or a walk over the value is to follow.
    package mutating func nextName() -> Range<Int>? {
        guard kind == .object, let next = name(bytes.span) else { return nil }
        position = min(next.valueStart, end)
        return next.name
    }

    /// Steps over the value that it stands before.
    package mutating func value() -> Range<Int>? {
        let start = position
        let after = min(JSONSkip.value(bytes.span, start), end)
        position = after > start ? after : end
        return after > start ? start..<after : nil
    }

    /// Steps over the value that it stands before if that begins with these bytes.
    ///
    /// - Parameter text: the whole text of an array or an object. Its last bracket closes its
    ///   first, so a value that begins with it ends with it.
    package mutating func value(beginningWith text: [UInt8]) -> Range<Int>? {
        guard text.count <= end - position else { return nil }
        let range = position..<position + text.count
        guard JSONScan.isWritten(bytes, range, like: text) else { return nil }
        position = range.upperBound
        return range
    }

    /// A walk over the object that this one stands before; nil where that is none. When it is
    /// over, this one goes on after it: see `leave`.
    package func entered() -> JSONCursor? {
        let inner = JSONCursor(bytes, position..<end)
        return inner.kind == .object ? inner : nil
    }

    /// Goes on after the object whose members `inner` has walked over to the last by `nextName`.
    package mutating func leave(_ inner: JSONCursor) {
        let bracket = JSONSkip.whitespace(bytes.span, inner.position)
        let isClosed = bracket < end && bytes[bracket] == UInt8(ascii: "}")
        position = isClosed ? bracket + 1 : end
    }
}
