/// The columns that hold what a peer has said, or an operator in its place (a result or a message
/// of `resolve`): cells, results, reasons, and the invoke with its endpoints and headers. With a
/// key all of their values are sealed; all others (ids, counters, states, times, notes on acts, and
/// what operators say about pauses) are not.
enum SealedColumn: String, CaseIterable {
    case invocationReason = "invocation.reason"
    case invokeHead = "invoke.head"
    case pageColumns = "page.columns"
    case pageRows = "page.rows"
    case callResults = "call.results"
    case exceptionReason = "exception.reason"
    case exceptionResult = "exception.result"
    case attemptReason = "attempt.reason"
    case actValue = "act.value"

    var table: String { String(rawValue.prefix { $0 != "." }) }
    var column: String { String(rawValue.drop { $0 != "." }.dropFirst()) }

    /// The column that tells the table's records apart.
    var key: String { self == .actValue ? "number" : "key" }

    /// The second one, where a key has several records.
    var number: String? { self == .attemptReason ? "number" : nil }
}

/// Where a sealed value stands. It is sealed for this place: in any other it cannot be opened.
struct ValuePlace {
    /// `nil` for the proof of a key.
    let column: SealedColumn?
    let key: Int64
    let number: Int64

    init(_ column: SealedColumn?, _ key: Int64, number: Int64 = 0) {
        self.column = column
        self.key = key
        self.number = number
    }

    /// The key of the invocation that the value belongs to; `nil` for a value of none.
    var invocation: Int64? {
        switch column {
        case nil, .actValue: nil
        case .invocationReason, .invokeHead: key
        default: key >> 32
        }
    }

    /// What is authenticated with a value.
    var bytes: [UInt8] {
        var bytes = Array((column?.rawValue ?? "sealing.proof").utf8)
        bytes.append(0)
        for value in [key, number] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: value >> Int64(shift)))
            }
        }
        return bytes
    }
}

extension ValuePlace: CustomStringConvertible {
    var description: String {
        let name = column?.rawValue ?? "the key's proof"
        return number == 0 ? "\(name) of record \(key)" : "\(name) of record \(key)/\(number)"
    }
}
