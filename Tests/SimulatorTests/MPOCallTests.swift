import Crypto
import Curl
import HTTPServer
import Simulator
import Testing

@Suite struct `The simulated MPO` {
    /// Vector A of the protocol notes on MPO, section 2, computed by others than us.
    static let vectorBody =
        #"{"timeout":30,"ops":[{"conv_id":66305,"type":"create","obj":"task","ref":"evt-0001","#
        + #""data":{"param":1}}]}"#
    static let vectors = [
        "0720ad5bb9309494d9da762d06f74f3b6e5284d9",
        "bcffab1c7d99a678367947f2f5fe0147511813df6442a08c904f7723",
        "be905e652238fc345b9fe6a43fbdc40d5fef6941a957d54a3fb07fc35881758a",
        "c302203513bd77eb5c1953b5bf07833293b92d3d0b92b75f4b38df7c553b9bcf"
            + "d6842f3598674b024b8839956a4a5824",
        "29b38312bcfc363a85e4ab1cdbcec1c3e373bbd9da12cffea86bde28b572d227"
            + "606dbc91e8fd88e3e9f21a0a30a4eb55b10756297d83638823297ef6f038f7de",
    ]

    @Test(arguments: vectors)
    func `accepts a published signature of each digest, in either case`(signature: String)
        async throws
    {
        try await withMPO { mpo, caller in
            for text in [signature, signature.uppercased()] {
                let answer = try await caller.post(
                    "/api/1/json/220/1631171468/\(text)", Self.vectorBody)
                #expect(answer.status == 200)
            }
            #expect(mpo.ledger.created == 2)
            #expect(mpo.ledger.signatureFailures == 0)
        }
    }

    @Test func `refuses a signature for another body, time, user or secret`() async throws {
        try await withMPO { mpo, caller in
            let signature = Self.vectors[0]
            let paths = [
                ("/api/1/json/220/1631171468/\(signature)", Self.vectorBody + "\n"),
                ("/api/1/json/220/1631171469/\(signature)", Self.vectorBody),
                ("/api/1/json/221/1631171468/\(signature)", Self.vectorBody),
                ("/api/1/json/220/1631171468/\(signature)00", Self.vectorBody),
                ("/api/1/json/220/1631171468/", Self.vectorBody),
            ]
            for (path, body) in paths {
                let answered = try await caller.post(path, body)
                #expect(answered.status == 401)
            }
            var stranger = caller
            stranger.secret = "secret124"
            let answeredAgain = try await stranger.call(Self.vectorBody)
            #expect(answeredAgain.status == 401)
            #expect(mpo.ledger.signatureFailures == paths.count + 1)
            #expect(mpo.ledger.created == 0)
        }
    }

    @Test(arguments: [("signature-refusal=403", 403), ("signature-refusal=200", 200)])
    func `refuses a signature in other ways`(word: String, status: Int) async throws {
        try await withMPO(word) { _, caller in
            var stranger = caller
            stranger.secret = "wrong"
            let answer = try await stranger.call(MPOCaller.body(MPOCaller.operation("a")))
            #expect(answer.status == status)
            #expect(answer.text.contains("cookie or headers are not valid"))
        }
    }

    @Test func `refuses a time outside of the window only where there is one`() async throws {
        try await withMPO("time-window=300") { _, caller in
            let path = "/api/1/json/220/1631171468/\(Self.vectors[0])"
            let answered = try await caller.post(path, Self.vectorBody)
            #expect(answered.status == 401)
            let body = MPOCaller.body(MPOCaller.operation("a"))
            let answeredAgain = try await caller.call(body)
            #expect(answeredAgain.status == 200)
        }
    }

    @Test func `answers each operation with a function of its data`() async throws {
        try await withMPO { mpo, caller in
            let oslo = MPOCaller.operation("a")
            let other = MPOCaller.operation("b", data: #"{"CITY":"Wien","AMOUNT":1000.50}"#)
            let escaped = MPOCaller.operation(
                "c", data: #"{"x":{},"city":"\u004fslo","amount":"1000.50"}"#)
            let answer = try await caller.call(MPOCaller.body(oslo, other, escaped, oslo))
            #expect(answer.object?["request_proc"] as? String == "ok")
            let infos = answer.operations.map {
                ($0["data"] as? [String: Any])?["info"] as? [String: Any] ?? [:]
            }
            #expect(answer.operations.allSatisfy { $0["proc"] as? String == "ok" })
            let ids = infos.map { $0["OFFER_ID"] as? String ?? "" }
            #expect(ids.count == 4)
            #expect(ids.allSatisfy { $0.utf8.count == 16 })
            #expect(ids[0] == ids[2] && ids[0] == ids[3])
            #expect(ids[0] != ids[1])
            #expect(infos[0]["OFFER_CITY"] as? String == "Oslo")
            #expect(answer.text.contains(#""OFFER_AMOUNT":1000.50,"#))
            #expect(infos[1]["status"] as? String == infos[1]["OFFER_STATUS"] as? String)
            #expect(mpo.ledger.operationsMax == 4)
        }
    }

    @Test func `accepts the process's id by each of its names`() async throws {
        try await withMPO(processes: ["66305", "offers"]) { mpo, caller in
            for field in [#""processID":66305"#, #""conv_id":"66305""#, #""obj_alias":"offers""#] {
                let body =
                    #"{"ops":[{\#(field),"type":"create","obj":"task","data":{}}]}"#
                let created = try await caller.call(body)
                #expect(created.info != nil)
            }
            let unknown = try await caller.call(
                MPOCaller.body(MPOCaller.operation("a", process: "9999999")))
            #expect(
                unknown.operations.first?["description"] as? String
                    == "Object conv with id 9999999 does not exist")
            #expect(mpo.ledger.unknownProcesses == 1)
            #expect(mpo.ledger.created == 3)
            #expect(mpo.ledger.withoutReference == 3)
        }
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"ops":{}}"#, #"{"ops":[]}"#, #"{"ops":[1]}"#, #"{"ops":[{}"#,
    ])
    func `answers 400 to what is no call`(body: String) async throws {
        try await withMPO { mpo, caller in
            let answer = try await caller.call(body)
            #expect(answer.status == 400)
            #expect(answer.text.contains("Incorrect body"))
            #expect(mpo.ledger.malformed == 1)
        }
    }

    @Test func `refuses an operation that it cannot perform, and performs the others`() async throws
    {
        try await withMPO("task-bytes-max=100") { mpo, caller in
            let answer = try await caller.call(
                MPOCaller.body(
                    MPOCaller.operation("a", data: nil), MPOCaller.operation("b", data: "[]"),
                    MPOCaller.operation("c", type: "modify"),
                    MPOCaller.operation(String(repeating: "r", count: 256)),
                    MPOCaller.operation(
                        "d", data: #"{"x":"\#(String(repeating: "x", count: 100))"}"#),
                    MPOCaller.operation("e")))
            #expect(answer.status == 200)
            #expect(
                answer.operations.map { $0["proc"] as? String == "ok" }
                    == [false, false, false, false, false, true])
            #expect(answer.text.contains("Max available task size: 100 bytes"))
            #expect(mpo.ledger.created == 1)
        }
    }

    @Test func `has other methods, other paths and large bodies refused`() async throws {
        try await withMPO { _, caller in
            let answered = try await caller.get("/api/1/json/220/1/aa")
            #expect(answered.status == 405)
            let answeredAgain = try await caller.post("/api/3/json/220/1/aa", "")
            #expect(answeredAgain.status == 404)
            let large = String(repeating: " ", count: (1 << 20) + 1)
            let refused = try? await caller.post("/api/1/json/220/1/aa", large)
            #expect(refused == nil || refused?.status == 413)
        }
    }

    @Test func `limits operations a second where it is told to`() async throws {
        try await withMPO("rate=2", "retry-after=1") { mpo, caller in
            let operations = [MPOCaller.operation(nil), MPOCaller.operation(nil)]
            let three = MPOCaller.body(operations[0], operations[1], operations[0])
            let answer = try await caller.call(three)
            #expect(answer.status == 429)
            #expect(answer.retryAfter == "1")
            #expect(mpo.ledger.limited == 1)
            #expect(mpo.ledger.created == 0)
        }
    }

    @Test func `opens the port that it is given, and none that is taken`() async throws {
        try await withMPO { mpo, caller in
            var options = MPOOptions()
            options.port = try #require(mpo.url.split(separator: ":").last.flatMap { UInt16($0) })
            let second = MPOSimulator(options)
            #expect(throws: ServerError.self) { try second.start() }
            mpo.stop()
            let port = try second.start()
            #expect(port == options.port)
            let served = try await caller.get("/ledger")
            #expect(served.status == 200)
            second.stop()
            await #expect(throws: TransferError.self) { try await caller.get("/ledger") }
        }
    }
}
