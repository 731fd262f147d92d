import Curl
import Simulator
import Testing

@Suite struct `The simulated MPO's switches` {
    /// What a caller sees of a fault.
    enum Sight: Sendable {
        /// A status, and a text somewhere in the body.
        case answer(Int, String)
        /// An answer that is no JSON.
        case noJSON
        /// No answer.
        case failure([TransferError.Reason])
    }

    /// Each fault with what a call of one operation meets, and how many tasks it leaves.
    static let lines: [(MPOFault, Sight, Int)] = [
        (.moved, .answer(301, "Moved Permanently"), 0),
        (.badRequest, .answer(400, "Incorrect body"), 0),
        (.unauthorized, .answer(401, "Unauthorized"), 0),
        (.forbidden, .answer(403, "cookie or headers are not valid"), 0),
        (.notFound, .answer(404, "<html>"), 0),
        (.tooLarge, .answer(413, "<html>"), 0),
        (.tooMany, .answer(429, ""), 0),
        (.formatError, .answer(200, #"{"request_proc":"format_error","ops":[]}"#), 0),
        (.cookieText, .answer(200, "cookie or headers are not valid"), 0),
        (.serverErrorBefore, .answer(500, "<html>"), 0),
        (.badGatewayBefore, .answer(502, "Bad Gateway"), 0),
        (.unavailable, .answer(503, "<html>"), 0),
        (.resetBefore, .failure([.reset, .closedEarly]), 0),
        (.closeBefore, .failure([.closedEarly]), 0),
        (.serverErrorAfter, .answer(500, "<html>"), 1),
        (.badGatewayAfter, .answer(502, "Bad Gateway"), 1),
        (.gatewayTimeout, .answer(504, "504 Gateway Time-out"), 1),
        (.resetAfter, .failure([.reset, .closedEarly]), 1),
        (.closeAfter, .failure([.closedEarly]), 1),
        (.hang, .failure([.timedOut]), 1),
        (.drip, .answer(200, #""request_proc":"ok"}"#), 1),
        (.truncated, .noJSON, 1),
        (.garbage, .noJSON, 1),
        (.opsObject, .answer(200, #"{"ops":{"proc":"ok","data":{"info":{"#), 1),
        (.opsReordered, .answer(200, #"{"ops":[{"proc":"ok","data":{"info":{"#), 1),
        (.opsEmpty, .answer(200, #"{"ops":[],"request_proc":"ok"}"#), 1),
        (.opsTooFew, .answer(200, #"{"ops":[],"request_proc":"ok"}"#), 1),
        (.opsTooMany, .answer(200, #","data":{}}],"request_proc":"ok"}"#), 1),
        (.paused, .answer(200, #"{"proc":"conveyor_is_not_active""#), 0),
        (.access, .answer(200, "user has no privs"), 0),
        (.invalid, .answer(200, "Value is not valid."), 0),
        (.notUnique, .answer(200, "not unical reference"), 0),
        (.ignoreReference, .answer(200, #""data":{"info":{"#), 1),
        (.timeout, .answer(200, #"{"proc":"error","description":"Timeout for create task"}"#), 1),
        (.crash, .answer(200, #"{"proc":"fail""#), 1),
        (.dataScalar, .answer(200, #""data":17"#), 1),
        (.dataArray, .answer(200, #""data":[1,"two",null]"#), 1),
        (.dataEmpty, .answer(200, #""data":[]"#), 1),
        (.noInfo, .answer(200, #""data":{"status":"#), 1),
    ]

    @Test func `are all in the table`() {
        #expect(Set(Self.lines.map(\.0)) == Set(MPOFault.allCases))
    }

    @Test(arguments: lines.indices)
    func `do what they say`(line: Int) async throws {
        let (fault, sight, created) = Self.lines[line]
        try await withMPO(fault.rawValue) { mpo, caller in
            let body = MPOCaller.body(MPOCaller.operation("a"))
            let isHanging = fault == .hang
            let result: Result<TransferResponse, TransferError>
            do {
                result = .success(
                    try await caller.call(
                        body, timeout: isHanging ? .milliseconds(200) : .seconds(20)))
            } catch let error as TransferError {
                result = .failure(error)
            }
            Self.compare(result, sight)
            #expect(mpo.ledger.created == created)
            #expect(mpo.ledger.injected == [fault.rawValue: 1])
        }
    }

    private static func compare(_ result: Result<TransferResponse, TransferError>, _ sight: Sight) {
        switch (sight, result) {
        case (.answer(let status, let text), .success(let answer)):
            #expect(answer.status == status)
            #expect(text.isEmpty || answer.text.contains(text))
            if status == 200 { #expect(answer.object != nil) }
        case (.noJSON, .success(let answer)):
            #expect(answer.status == 200)
            #expect(answer.object == nil)
        case (.failure(let reasons), .failure(let error)):
            #expect(reasons.contains(error.reason))
        case (_, let result): Issue.record("\(result) instead of \(sight)")
        }
    }

    @Test func `send Retry-After only where it is set`() async throws {
        let body = MPOCaller.body(MPOCaller.operation("a"))
        for fault in ["429", "503"] {
            try await withMPO(fault) { _, caller in
                let limited = try await caller.call(body)
                #expect(limited.retryAfter == nil)
            }
            try await withMPO(fault, "retry-after=3") { _, caller in
                let limitedAgain = try await caller.call(body)
                #expect(limitedAgain.retryAfter == "3")
            }
        }
    }

    @Test func `turn the answers of a call round`() async throws {
        let body = MPOCaller.body(
            MPOCaller.operation("a"), MPOCaller.operation("b"), MPOCaller.operation("c"))
        try await withMPO("ops-reordered", "echo-refs") { _, caller in
            let answer = try await caller.call(body)
            #expect(answer.operations.map { $0["ref"] as? String } == ["c", "b", "a"])
        }
        try await withMPO("echo-refs") { _, caller in
            let answer = try await caller.call(body)
            #expect(answer.operations.map { $0["ref"] as? String } == ["a", "b", "c"])
        }
        try await withMPO("ops-too-few") { _, caller in
            let short = try await caller.call(body)
            #expect(short.operations.count == 2)
        }
    }

    @Test func `strike one operation of a call alone`() async throws {
        try await withMPO("invalid=only:2") { mpo, caller in
            let body = MPOCaller.body(
                MPOCaller.operation("a"), MPOCaller.operation("b"), MPOCaller.operation("c"))
            let answer = try await caller.call(body)
            #expect(answer.operations.map { $0["proc"] as? String } == ["ok", "error", "ok"])
            #expect(mpo.ledger.created == 2)
        }
    }

    @Test func `strike by lot as often as told, and alike for one seed`() async throws {
        var stories: [[Int]] = []
        for seed: UInt64 in [3, 3, 4] {
            try await withMPO("502-before=0.3", seed: seed) { mpo, caller in
                var story: [Int] = []
                for _ in 0..<100 {
                    let body = MPOCaller.body(MPOCaller.operation(nil))
                    story.append(try await caller.call(body).status)
                }
                stories.append(story)
                #expect((10...50).contains(story.count { $0 == 502 }))
            }
        }
        #expect(stories[0] == stories[1])
        #expect(stories[0] != stories[2])
    }

    @Test func `delay answers, which counts the calls in flight`() async throws {
        try await withMPO("latency=100ms") { mpo, caller in
            let start = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        let body = MPOCaller.body(MPOCaller.operation("r\(index)"))
                        let created = try await caller.call(body)
                        #expect(created.info != nil)
                    }
                }
                try await group.waitForAll()
            }
            #expect(ContinuousClock.now - start >= .milliseconds(100))
            #expect((2...8).contains(mpo.ledger.callsInFlightMax))
        }
    }
}
