import Bridge
import MPO

/// Calls and answers of the tests.
enum Sample {
    static let invocation = "64a9e8a1-e3cd-4bb4-a4b0-93d55832f90d"
    static let now = UnixTime(seconds: 1_700_000_000)

    static func references() -> TaskReferences {
        guard let id = InvocationID(invocation) else { preconditionFailure("a bad sample") }
        return TaskReferences(id)
    }

    static func mapping(
        processID: String = "66305", processField: String = "conv_id", extra: [ConstantField] = []
    ) -> Mapping {
        Mapping(
            name: "m", match: [:], processID: [UInt8](processID.utf8), processField: processField,
            extra: extra, parameters: nil, result: ResultRule(pointer: "", columns: nil),
            operationsPerCall: 1, onUnknown: .report, text: [])
    }

    static func sent(_ rows: [Int] = [0], isRepeat: Bool = false) -> SentCall {
        SentCall(references: references(), rows: rows, isRepeat: isRepeat)
    }

    static func answered(
        _ body: String, status: Int = 200, retryAfter: String? = nil
    ) -> Evidence {
        .answered(status: status, retryAfter: retryAfter, body: [UInt8](body.utf8))
    }

    /// The JSON that an operation's data range points to.
    static func data(_ verdict: CallVerdict, _ index: Int = 0) -> String? {
        verdict.operations[index].data.map { text(verdict.body[$0]) }
    }

    static func text(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
