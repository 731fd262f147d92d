/// Which containers are open, innermost last: a bit each, so that 64 levels fit one word and no
/// input can use up the stack.
struct JSONNesting {
    private(set) var depth = 0
    /// The innermost levels, the lowest bit for the innermost one: 1 for an object.
    private var bits: UInt64 = 0
    /// The levels further out, 64 a word; empty up to a depth of 64.
    private var outer: [UInt64] = []

    @inline(__always) var isEmpty: Bool { depth == 0 }

    /// Whether the innermost container is an object.
    @inline(__always) var isObject: Bool { bits & 1 == 1 }

    @inline(__always)
    mutating func open(isObject: Bool) {
        if depth > 0, depth & 63 == 0 { outer.append(bits) }
        bits = bits << 1 | (isObject ? 1 : 0)
        depth &+= 1
    }

    @inline(__always)
    mutating func close() {
        bits >>= 1
        depth &-= 1
        if depth > 0, depth & 63 == 0 { bits = outer.removeLast() }
    }
}
