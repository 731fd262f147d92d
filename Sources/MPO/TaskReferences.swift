package import Bridge
import JSON

/// The references of an invocation's tasks: `<invocation id>-<row number>`, the same on every
/// attempt.
///
/// MPO keeps a reference unique among the live tasks of a process (protocol notes, 3.2): it is what
/// stops a second task while the first one runs, and what a task is found by afterwards.
package struct TaskReferences: Hashable, Sendable {
    /// The invocation's id and the dash.
    private let prefix: [UInt8]

    package init(_ invocation: InvocationID) {
        prefix = [UInt8](invocation.text.utf8) + [UInt8(ascii: "-")]
        // The longest row number has 19 digits.
        precondition(prefix.count + 19 <= Limits.referenceCharactersMax)
    }

    /// A row's reference, for people and for the product.
    package func text(row: Int) -> String {
        var bytes: [UInt8] = []
        append(row: row, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a row's reference, without quotes: it holds nothing that JSON escapes.
    package func append(row: Int, to bytes: inout [UInt8]) {
        precondition(row >= 0)
        bytes.append(contentsOf: prefix)
        Decimal.append(row, to: &bytes)
    }

    /// Which row a reference belongs to, given as a JSON string; `nil` when it is none of ours.
    package func row(of bytes: [UInt8], _ range: Range<Int>) -> Int? {
        guard JSONScan.isString(bytes, range) else { return nil }
        let text = bytes[(range.lowerBound + 1)..<(range.upperBound - 1)]
        guard text.starts(with: prefix) else { return nil }
        return Decimal.number(text.dropFirst(prefix.count))
    }
}
