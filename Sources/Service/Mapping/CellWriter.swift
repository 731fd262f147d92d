import Bridge
import JSON

/// Writes one cell as a value of the type that the process wants. Values arrive unchanged: numbers
/// keep their digits, strings their bytes.
enum CellWriter {
    enum Written: Hashable {
        case written
        /// Nothing in the cell: null, or an empty string. An empty string has been written as one
        /// if a string was asked for.
        case empty
        /// The cell holds something else than the type says.
        case wrong
    }

    /// - Parameter cell: a JSON value in `bytes`.
    static func append(
        _ bytes: [UInt8], _ cell: Range<Int>, as type: Parameter.ValueType,
        to output: inout [UInt8]
    ) -> Written {
        let first = bytes[cell.lowerBound]
        if first == UInt8(ascii: "n") { return .empty }
        if first == UInt8(ascii: "\""), cell.count == 2 {
            if type == .string { ByteCopy.append(bytes, cell, to: &output) }
            return .empty
        }
        switch type {
        case .string: return appendString(bytes, cell, first, &output)
        case .number: return appendNumber(bytes, cell, first, &output)
        case .boolean: return appendBoolean(bytes, cell, first, &output)
        case .json: return appendJSON(bytes, cell, first, &output)
        }
    }

    private static func appendString(
        _ bytes: [UInt8], _ cell: Range<Int>, _ first: UInt8, _ output: inout [UInt8]
    ) -> Written {
        switch first {
        case UInt8(ascii: "\""):
            ByteCopy.append(bytes, cell, to: &output)
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            return .wrong
        default:
            // A number or a boolean as it is written, digit by digit.
            output.append(UInt8(ascii: "\""))
            ByteCopy.append(bytes, cell, to: &output)
            output.append(UInt8(ascii: "\""))
        }
        return .written
    }

    private static func appendNumber(
        _ bytes: [UInt8], _ cell: Range<Int>, _ first: UInt8, _ output: inout [UInt8]
    ) -> Written {
        let digits =
            first == UInt8(ascii: "\"") ? cell.lowerBound + 1..<cell.upperBound - 1 : cell
        guard JSONScan.isNumber(bytes, digits) else { return .wrong }
        ByteCopy.append(bytes, digits, to: &output)
        return .written
    }

    private static let truths: [[UInt8]] = ["true", "1", "yes", "y"].map { Array($0.utf8) }
    private static let untruths: [[UInt8]] = ["false", "0", "no", "n"].map { Array($0.utf8) }

    private static func appendBoolean(
        _ bytes: [UInt8], _ cell: Range<Int>, _ first: UInt8, _ output: inout [UInt8]
    ) -> Written {
        let word = first == UInt8(ascii: "\"") ? cell.lowerBound + 1..<cell.upperBound - 1 : cell
        func isOne(of words: [[UInt8]]) -> Bool {
            words.contains { candidate in
                candidate.count == word.count
                    && candidate.indices.allSatisfy {
                        bytes[word.lowerBound + $0] | 0x20 == candidate[$0] | 0x20
                    }
            }
        }
        if isOne(of: truths) {
            output.append(contentsOf: "true".utf8)
        } else if isOne(of: untruths) {
            output.append(contentsOf: "false".utf8)
        } else {
            return .wrong
        }
        return .written
    }

    /// The cell holds JSON text, as a string; or is a value that is no string, which goes as it
    /// stands.
    private static func appendJSON(
        _ bytes: [UInt8], _ cell: Range<Int>, _ first: UInt8, _ output: inout [UInt8]
    ) -> Written {
        guard first == UInt8(ascii: "\"") else {
            ByteCopy.append(bytes, cell, to: &output)
            return .written
        }
        var content: [UInt8] = []
        JSONScan.unescape(bytes, cell, into: &content)
        do throws(JSONError) {
            _ = try JSONText(content)
        } catch {
            return .wrong
        }
        output.append(contentsOf: content)
        return .written
    }
}
