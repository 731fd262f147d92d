/// Where the arrays and objects of one depth end: noted while a text is validated, for whoever
/// would otherwise step over them again to find out.
struct JSONEnds: Sendable {
    /// How many arrays and objects are open around them.
    private let depth: Int
    /// How many of them are noted, so that no text can make this large.
    private let max: Int
    /// The first ones of the text, in its order.
    private var ranges: [Range<Int>] = []
    /// Those before this one lie behind whoever asks.
    private var next = 0

    /// Notes none.
    @inline(__always) static var none: JSONEnds { JSONEnds(atDepth: 0, max: 0) }

    @inline(__always)
    init(atDepth depth: Int, max: Int) {
        self.depth = depth
        self.max = max
        if max > 0 { ranges.reserveCapacity(max) }
    }

    /// An array or object begins at `start`.
    @inline(__always)
    mutating func open(_ start: Int, depth: Int) {
        if depth == self.depth, ranges.count < max { ranges.append(start..<start) }
    }

    /// An array or object is over at `end`; there is room for no other while one is open.
    @inline(__always)
    mutating func close(_ end: Int, depth: Int) {
        guard depth == self.depth, let last = ranges.last, last.isEmpty else { return }
        ranges[ranges.count - 1] = last.lowerBound..<end
    }

    /// Where the array or object that begins at `start` ends; nil where that was not noted.
    /// Whoever asks goes through the text from its beginning to its end.
    @inline(__always)
    mutating func end(of start: Int) -> Int? {
        while next < ranges.count, ranges[next].lowerBound < start { next &+= 1 }
        return next < ranges.count && ranges[next].lowerBound == start
            ? ranges[next].upperBound : nil
    }
}
