/// Eight bytes of a text looked at together, the first byte lowest.
///
/// The usual trick: subtracting 1 from a byte sets its highest bit exactly if the byte was 0 (or
/// above 0x80, which the callers mask out or want to stop at). A borrow runs into the bytes *above*
/// only, so the lowest mark is always exact, and only the lowest one is used.
enum ByteWord {
    @inline(__always) static var count: Int { 8 }
    @inline(__always) private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    @inline(__always) private static var highBits: UInt64 { 0x8080_8080_8080_8080 }

    /// The eight bytes from `start` on. The compiler makes one load of it.
    @inline(__always)
    static func load(_ bytes: Span<UInt8>, _ start: Int) -> UInt64 {
        let eight = bytes.extracting(start..<(start &+ 8))
        return UInt64(eight[0]) | UInt64(eight[1]) << 8 | UInt64(eight[2]) << 16
            | UInt64(eight[3]) << 24 | UInt64(eight[4]) << 32 | UInt64(eight[5]) << 40
            | UInt64(eight[6]) << 48 | UInt64(eight[7]) << 56
    }

    /// Marks (in the highest bit) each byte that cannot be copied from a string as it stands:
    /// quotation mark, backslash, control character, and everything beyond ASCII.
    @inline(__always)
    static func notPlain(_ word: UInt64) -> UInt64 {
        let quote = (word ^ (ones &* 0x22)) &- ones
        let backslash = (word ^ (ones &* 0x5C)) &- ones
        let control = word &- (ones &* 0x20)
        return (quote | backslash | control | word) & highBits
    }

    /// Marks quotation marks, backslashes and control characters, but not bytes beyond ASCII.
    @inline(__always)
    static func mustBeEscaped(_ word: UInt64) -> UInt64 {
        let quote = (word ^ (ones &* 0x22)) &- ones
        let backslash = (word ^ (ones &* 0x5C)) &- ones
        let control = word &- (ones &* 0x20)
        return (quote | backslash | control) & ~word & highBits
    }

    /// Marks quotation marks and backslashes.
    @inline(__always)
    static func quoteOrBackslash(_ word: UInt64) -> UInt64 {
        let quote = (word ^ (ones &* 0x22)) &- ones
        let backslash = (word ^ (ones &* 0x5C)) &- ones
        return (quote | backslash) & ~word & highBits
    }

    /// Marks each byte of that value. Here nothing borrows, so that every mark is exact.
    @inline(__always)
    static func equal(_ word: UInt64, to byte: UInt8) -> UInt64 {
        let difference = word ^ (ones &* UInt64(byte))
        return ~(((difference & ~highBits) &+ ~highBits) | difference) & highBits
    }

    /// Marks all eight bytes or none.
    @inline(__always)
    static func all(_ isMarked: Bool) -> UInt64 { isMarked ? highBits : 0 }

    /// Marks the bytes from each first mark on, up to the one before the next: as from a string's
    /// opening quotation mark to its closing one. The product holds in each byte how many marks
    /// there are up to it.
    @inline(__always)
    static func fromOddToEven(_ marks: UInt64) -> UInt64 {
        ((marks &>> 7) &* ones) &<< 7 & highBits
    }

    /// Whether the last of the eight bytes is marked.
    @inline(__always)
    static func isLastMarked(_ marks: UInt64) -> Bool { marks &>> 63 == 1 }

    /// Which of the eight bytes bears the lowest mark.
    @inline(__always)
    static func first(_ marks: UInt64) -> Int { marks.trailingZeroBitCount &>> 3 }
}
