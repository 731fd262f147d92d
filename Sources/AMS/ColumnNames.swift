import JSON

/// The output columns that are filled by name.
///
/// They are looked up for each member of each result, so their bytes lie in one piece, and a name
/// without an escape is compared where it stands.
struct ColumnNames: Sendable {
    private let names: [[UInt8]]
    /// All of them with quotation marks, one after the other.
    private let bytes: [UInt8]
    /// Where each of them lies there.
    private let quoted: [Range<Int>]
    /// The same for those that JSON can write as they are; empty for the others.
    private let plain: [Range<Int>]

    init(_ names: [[UInt8]]) {
        var bytes: [UInt8] = []
        quoted = names.map { name in
            let start = bytes.count
            bytes.append(Self.quote)
            bytes += name
            bytes.append(Self.quote)
            return start..<bytes.count
        }
        plain = zip(names, quoted).map { name, range in
            name.contains(Self.quote) || name.contains(Self.backslash) ? 0..<0 : range
        }
        self.names = names
        self.bytes = bytes
    }

    var count: Int { names.count }
    var isEmpty: Bool { names.isEmpty }

    /// Walks over the result that stands there, once, and finds the members that have a column's
    /// name, case aside; the exact spelling wins.
    ///
    /// - Parameter found: for each column the range of its value; left as it is for none.
    func find(in walk: inout JSONWalk, _ found: inout [Range<Int>]) {
        guard walk.kind == .object else {
            _ = walk.value()
            return
        }
        walk.enter()
        // Members mostly come in the order of the columns: the next one is looked at first.
        var next = 0
        while let (name, isExpected) = walk.nextName(
            expecting: bytes.span.extracting(plain[next]))
        {
            let value = walk.value()
            if isExpected {
                found[next] = value
            } else if let (column, isExact) = match(name, of: walk.bytes, from: next) {
                if isExact || found[column].isEmpty { found[column] = value }
                next = column
            } else {
                continue
            }
            next = next + 1 == names.count ? 0 : next + 1
        }
    }

    private func match(
        _ name: Range<Int>, of answer: [UInt8], from first: Int
    ) -> (column: Int, isExact: Bool)? {
        // Anything else is the name of a member in damaged bytes only.
        guard JSONScan.isString(answer, name) else { return nil }
        let text = answer.span.extracting(name.lowerBound + 1..<name.upperBound - 1)
        var column = first
        for _ in quoted.indices {
            if column >= quoted.count { column = 0 }
            if let isExact = compare(text, column) { return (column, isExact) }
            column += 1
        }
        guard answer[name].contains(Self.backslash) else { return nil }
        return matchEscaped(name, of: answer)
    }

    /// Whether a name without an escape is the column's, `nil` for no, and in the same spelling.
    @inline(__always)
    private func compare(_ text: Span<UInt8>, _ column: Int) -> Bool? {
        let range = quoted[column]
        guard text.count == range.count - 2 else { return nil }
        let own = bytes.span.extracting(range.lowerBound + 1..<range.upperBound - 1)
        var isExact = true
        for index in text.indices {
            let (byte, ownByte) = (text[index], own[index])
            if byte == ownByte, byte != Self.backslash { continue }
            let letter = byte | 0x20
            guard letter == ownByte | 0x20, UInt8(ascii: "a")...UInt8(ascii: "z") ~= letter else {
                return nil
            }
            isExact = false
        }
        return isExact
    }

    private static let backslash = UInt8(ascii: "\\")
    private static let quote = UInt8(ascii: "\"")

    private func matchEscaped(
        _ name: Range<Int>, of answer: [UInt8]
    ) -> (column: Int, isExact: Bool)? {
        names.firstIndex { JSONScan.equalsIgnoringCase(answer, name, $0) }.map { column in
            (column, JSONScan.equals(answer, name, names[column]))
        }
    }
}
