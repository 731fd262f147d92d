import Bridge
import JSON
import MPO

/// Whatever MPO answers, each operation gets one verdict, and what is adopted as a result is JSON.
enum AnswerRules {
    private static let classification = Classification(retry503: true)
    private static let now = UnixTime(milliseconds: 1_700_000_000_000)
    private static let statuses = [200, 200, 200, 429, 500, 503, 401, 302]

    static func check(_ bytes: [UInt8]) {
        // The first byte says which answer this is and how many operations were sent.
        guard let first = bytes.first, let id = InvocationID(idText) else { return }
        let body = Array(bytes.dropFirst())
        let evidence = Evidence.answered(
            status: statuses[Int(first & 7)], retryAfter: nil, body: body)
        let rows = Array(0..<1 + Int(first >> 3 & 3))
        let sent = SentCall(
            references: first & 0x20 == 0 ? TaskReferences(id) : nil, rows: rows,
            isRepeat: first & 0x40 != 0)
        let verdict = classification.verdict(on: evidence, sent: sent, now: now)
        precondition(verdict.operations.count == rows.count, "an operation has no verdict")
        for operation in verdict.operations {
            guard let data = operation.data else { continue }
            precondition(operation.outcome == .done, "a result without success")
            precondition(
                (try? JSONText(Array(verdict.body[data]))) != nil, "a result that is no JSON")
        }
        if case .ended(let body, let data?) = TaskQuery.state(on: evidence) {
            precondition((try? JSONText(Array(body[data]))) != nil, "a task's data is no JSON")
        }
    }

    private static let idText = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
}
