import JSON

/// Pieces of a body to leave out or to replace by `null`, everything else staying as it came.
struct InvokeEdits {
    private var edits: [(range: Range<Int>, isNull: Bool)] = []

    /// Leaves out a member; the range holds one of its commas.
    mutating func remove(_ range: Range<Int>?) {
        guard let range else { return }
        edits.append((range, false))
    }

    mutating func replaceByNull(_ value: JSONValue?) {
        guard let value, !value.isNull else { return }
        edits.append((value.range, true))
    }

    func applied(to body: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(body.count + 8 - edits.reduce(0) { $0 + $1.range.count })
        var position = 0
        for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            result.append(contentsOf: body[position..<edit.range.lowerBound])
            if edit.isNull { result.append(contentsOf: "null".utf8) }
            position = edit.range.upperBound
        }
        result.append(contentsOf: body[position...])
        return result
    }
}
