/// Builds the body of a call, one operation after the other.
///
/// The `data` object of an operation is appended to `bytes` by the caller, between `beginOperation`
/// and `endOperation`: the mapper writes where the call is built, and nothing is copied.
package struct CallBody {
    /// The body so far. To be appended to, and only within an operation.
    package var bytes: [UInt8]
    /// Operations that were ended.
    package private(set) var operationCount = 0

    private let template: OperationTemplate
    /// Where the current operation began, with its comma.
    private var operationStart: Int?

    /// Begins a body. `timeoutSeconds` is how long MPO waits for the processes' answers (protocol
    /// notes on MPO, 3.1); `capacity` a guess at the bytes.
    package init(_ template: OperationTemplate, timeoutSeconds: Int, capacity: Int = 2_048) {
        precondition(timeoutSeconds > 0)
        self.template = template
        bytes = []
        bytes.reserveCapacity(capacity)
        bytes.append(contentsOf: #"{"timeout":"#.utf8)
        Decimal.append(timeoutSeconds, to: &bytes)
        bytes.append(contentsOf: #","ops":["#.utf8)
    }

    /// Begins the operation of a row. What is appended next must be one JSON object.
    package mutating func beginOperation(_ references: TaskReferences, row: Int) {
        precondition(operationStart == nil, "the operation before was not ended")
        operationStart = bytes.count
        if operationCount > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(contentsOf: template.opening)
        if template.sendsReference { references.append(row: row, to: &bytes) }
        bytes.append(contentsOf: template.middle)
    }

    /// Ends the operation.
    package mutating func endOperation() {
        precondition(operationStart != nil, "no operation was begun")
        operationStart = nil
        operationCount += 1
        bytes.append(UInt8(ascii: "}"))
    }

    /// Takes the operation back: its row cannot be mapped.
    package mutating func abandonOperation() {
        guard let start = operationStart else { preconditionFailure("no operation was begun") }
        operationStart = nil
        bytes.removeSubrange(start...)
    }

    /// Ends the body and gives it: sign and send exactly these bytes.
    package consuming func end() -> [UInt8] {
        precondition(operationStart == nil, "an operation was not ended")
        bytes.append(contentsOf: "]}".utf8)
        return bytes
    }
}
