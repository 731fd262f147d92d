import JSON

/// The output columns that are filled by name.
///
/// They are looked up for each member of each result, so their bytes lie in one piece, and a name
/// without an escape is compared where it stands.
struct ColumnNames: Sendable {
    private let names: [[UInt8]]
    /// All of them, one after the other, and where each ends.
    private let bytes: [UInt8]
    private let ends: [Int]

    init(_ names: [[UInt8]]) {
        self.names = names
        bytes = Array(names.joined())
        var end = 0
        ends = names.map { name in
            end += name.count
            return end
        }
    }

    var count: Int { names.count }
    var isEmpty: Bool { names.isEmpty }

    /// Finds the members that have a column's name, case aside; the exact spelling wins.
    ///
    /// - Parameter found: for each column the range of its value, empty for none.
    func find(in result: Range<Int>, of answer: [UInt8], _ found: inout [Range<Int>]) {
        for column in found.indices { found[column] = 0..<0 }
        var cursor = JSONCursor(answer, result)
        // Members mostly come in the order of the columns: the next one is looked at first.
        var next = 0
        while let member = cursor.nextMember() {
            guard let (column, isExact) = match(member.name, of: answer, from: next) else {
                continue
            }
            if isExact || found[column].isEmpty { found[column] = member.value }
            next = column + 1
        }
    }

    private func match(
        _ name: Range<Int>, of answer: [UInt8], from first: Int
    ) -> (column: Int, isExact: Bool)? {
        let text = answer.span.extracting(name.lowerBound + 1..<name.upperBound - 1)
        var column = first
        for _ in 0..<ends.count {
            if column >= ends.count { column = 0 }
            if let isExact = compare(text, column) { return (column, isExact) }
            column += 1
        }
        guard answer[name].contains(Self.backslash) else { return nil }
        return matchEscaped(name, of: answer)
    }

    /// Whether a name without an escape is the column's, `nil` for no, and in the same spelling.
    @inline(__always)
    private func compare(_ text: Span<UInt8>, _ column: Int) -> Bool? {
        let start = column == 0 ? 0 : ends[column - 1]
        guard text.count == ends[column] - start else { return nil }
        let own = bytes.span
        var isExact = true
        for index in text.indices {
            let (byte, ownByte) = (text[index], own[start + index])
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

    private func matchEscaped(
        _ name: Range<Int>, of answer: [UInt8]
    ) -> (column: Int, isExact: Bool)? {
        names.firstIndex { JSONScan.equalsIgnoringCase(answer, name, $0) }.map { column in
            (column, JSONScan.equals(answer, name, names[column]))
        }
    }
}
