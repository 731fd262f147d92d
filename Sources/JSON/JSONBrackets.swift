/// Finds the end of an array or object by counting brackets, eight bytes at a time: in a validated
/// text they match.
///
/// Quotation marks alternate between opening and closing a string. How many there are up to a byte
/// tells whether it is in one, without a branch for each string, which no processor can foretell.
/// Only brackets outside of strings and what surrounds a backslash are looked at one by one.
struct JSONBrackets {
    private var depth = 0
    private var isInString = false

    /// The position after the array or object whose bracket is at `start`; the end of the bytes
    /// where they end before.
    static func end(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var brackets = JSONBrackets()
        var position = start
        while position < bytes.count {
            if bytes.count &- position >= ByteWord.count {
                let word = ByteWord.load(bytes, position)
                if ByteWord.equal(word, to: UInt8(ascii: "\\")) == 0 {
                    if let last = brackets.last(in: word) { return position &+ last &+ 1 }
                    position &+= ByteWord.count
                    continue
                }
            }
            if brackets.isLast(bytes, &position) { return position }
        }
        return bytes.count
    }

    /// Which byte of a word without backslashes is the bracket that closes the first one of all.
    @inline(__always)
    private mutating func last(in word: UInt64) -> Int? {
        let quotes = ByteWord.equal(word, to: UInt8(ascii: "\""))
        let strings = ByteWord.fromOddToEven(quotes) ^ ByteWord.all(isInString)
        isInString = ByteWord.isLastMarked(strings)
        // `[`, `]`, `{` and `}` differ in these three bits; with them, only Y, y, _ and U+007F
        // look the same.
        var marks = ByteWord.equal(word | 0x2626_2626_2626_2626, to: 0x7F) & ~strings
        while marks != 0 {
            let index = ByteWord.first(marks)
            count(UInt8(truncatingIfNeeded: word &>> UInt64(index &* 8)))
            if depth == 0 { return index }
            marks &= marks &- 1
        }
        return nil
    }

    /// Steps over one byte, or over a backslash and what it escapes; tells whether it was the
    /// bracket that closes the first one of all.
    @inline(__always)
    private mutating func isLast(_ bytes: Span<UInt8>, _ position: inout Int) -> Bool {
        let byte = bytes[position]
        position &+= 1
        if byte == UInt8(ascii: "\"") {
            isInString.toggle()
        } else if isInString {
            if byte == UInt8(ascii: "\\") { position &+= 1 }
        } else {
            count(byte)
            return depth == 0
        }
        return false
    }

    @inline(__always)
    private mutating func count(_ byte: UInt8) {
        // Those of arrays and those of objects differ in this bit alone.
        let bracket = byte | 0x20
        if bracket == UInt8(ascii: "{") { depth &+= 1 }
        if bracket == UInt8(ascii: "}") { depth &-= 1 }
    }
}
