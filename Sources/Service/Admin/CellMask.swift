import JSON

/// Takes the cells of a row out of a text. A reason can quote one, since a peer's own words are
/// part of it: they are for the product, whose cells they are, and for whoever asks for cells.
struct CellMask {
    static let mask = "•••"

    /// Shorter values would be found within words that have nothing to do with them.
    private static let anywhereBytesMin = 4
    /// Values in one row that are looked for.
    private static let valuesMax = 10_000

    /// In lower case, the longest first.
    private let values: [[UInt8]]

    /// - Parameter row: a JSON array of cells.
    init(row: JSONValue) {
        var values: Set<[UInt8]> = []
        Self.collect(row, into: &values)
        self.values = values.sorted { $0.count > $1.count }
    }

    private static func collect(_ value: JSONValue, into values: inout Set<[UInt8]>) {
        guard values.count < valuesMax else { return }
        switch value.kind {
        case .array: for element in value.elements { collect(element, into: &values) }
        case .object: for member in value.members { collect(member.value, into: &values) }
        case .string:
            var text = (value.string ?? "").utf8.map(lowered).drop { $0 <= 0x20 }
            while let last = text.last, last <= 0x20 { text.removeLast() }
            if !text.isEmpty { values.insert(Array(text)) }
        case .number: values.insert(Array(value.bytes))
        case .boolean, .null: break
        }
    }

    /// The text with each value of the row as `•••`.
    func applied(to text: String) -> String {
        var bytes = Array(text.utf8)
        for value in values where value.count <= bytes.count { hide(value, in: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func hide(_ value: [UInt8], in bytes: inout [UInt8]) {
        let mask = Array(Self.mask.utf8)
        var start = 0
        while start + value.count <= bytes.count {
            let end = start + value.count
            guard Self.lowered(bytes[start]) == value[0],
                bytes[start..<end].elementsEqual(value, by: { Self.lowered($0) == $1 }),
                value.count >= Self.anywhereBytesMin || isWord(start..<end, of: bytes)
            else {
                start += 1
                continue
            }
            bytes.replaceSubrange(start..<end, with: mask)
            start += mask.count
        }
    }

    private func isWord(_ range: Range<Int>, of bytes: [UInt8]) -> Bool {
        let isFree = { (index: Int) in
            !bytes.indices.contains(index) || !Self.isPartOfWord(bytes[index])
        }
        return isFree(range.lowerBound - 1) && isFree(range.upperBound)
    }

    /// A dash, too: the row's number stands behind one in its reference.
    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        switch lowered(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), 0x80...:
            true
        default: false
        }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
