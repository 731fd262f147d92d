/// A place in a text as an editor shows it.
package struct TextPosition: Hashable, Sendable {
    /// Counted from 1; lines end with a line feed.
    package let line: Int

    /// Counted from 1, in characters as a reader sees them: `é` is one, however it is encoded.
    package let column: Int

    /// Where the byte at `offset` is; an offset beyond the text means its end.
    package init(of offset: Int, in bytes: [UInt8]) {
        let before = bytes[..<min(max(offset, 0), bytes.count)]
        let lineFeed = UInt8(ascii: "\n")
        line = 1 + before.count { $0 == lineFeed }
        let lineStart = before.lastIndex(of: lineFeed).map { $0 + 1 } ?? 0
        column = 1 + String(decoding: before[lineStart...], as: UTF8.self).count
    }
}

extension TextPosition: CustomStringConvertible {
    /// `12:5`, as compilers and editors write it.
    package var description: String { "\(line):\(column)" }
}
