import Bridge
import Simulator
import Testing

/// The most important cells once more, against the real daemon.
@Suite(.serialized) struct `The daemon, whose MPO` {
    /// A server in front of which the daemon stands, and what becomes of five rows.
    private func run(
        _ fault: FaultServer.ConnectionFault = .none, mends: Bool,
        _ answer: @escaping @Sendable (Int, GoodAnswer) -> [FaultServer.Step]? = { _, _ in nil },
        expect: (BridgeWorld, FaultServer) async throws -> Void
    ) async throws {
        let peers = MatrixPeers(rows: 5, columns: 1, resultBytes: 0)
        let counter = Counter()
        let server = try FaultServer(fault) { request in
            let good = peers.answer(request)
            return answer(counter.next(), good) ?? [.send(good.whole)]
        }
        defer { server.stop() }
        var behaviour = ProductBehaviour()
        behaviour.checksResults = false
        let world = try BridgeWorld(
            product: behaviour,
            mpoKeys: #""timeout": "2s", "answerMargin": "1s", "connectTimeout": "2s","#
                + #""callsInFlightMax": 1,"#,
            syncURL: "http://127.0.0.1:\(server.port)/call")
        try world.start()
        _ = await world.sender.send(InvokeLoad(rows: 5), to: try world.invokeURL())
        if mends {
            _ = try world.running().line("event=call-failed", "class=notSent", "attempt=1")
            server.mend()
        }
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        let references = server.requests.flatMap(\.references)
        #expect(Set(references).count == references.count)
        #expect(Set(references).count == 5)
        try await expect(world, server)
    }

    @Test(arguments: [true, false])
    func `cannot be reached, sees each operation once when it can`(isRefused: Bool) async throws {
        try await run(isRefused ? .refused : .ignored, mends: true) { world, server in
            #expect(world.product.ledger.totals.succeeded == 5)
            #expect(server.begunCount == 5)
        }
    }

    @Test func `reads a call on a connection that had served and closes, sees it once`()
        async throws
    {
        try await run(mends: false) { number, _ in
            number == 1 ? [.close] : nil
        } expect: { world, server in
            #expect(world.product.ledger.totals.failures == 1)
            #expect(server.begunCount == 5)
            _ = try world.running().line("event=call-failed", "class=unknown", "reason=lost")
        }
    }

    @Test func `does not answer, sees each operation once, and the row is reported unknown`()
        async throws
    {
        try await run(mends: false) { number, _ in
            number == 1 ? [.silence] : nil
        } expect: { world, server in
            #expect(world.product.ledger.totals.failures == 1)
            #expect(server.begunCount == 5)
            _ = try world.running().line("event=call-failed", "reason=unanswered")
        }
    }

    @Test func `sends a head without an end, sees each operation once`() async throws {
        try await run(mends: false) { number, _ in
            number == 0 ? [.flood(HTTPBytes.text("HTTP/1.1 103 X\r\nLink: </a>\r\n\r\n"))] : nil
        } expect: { world, server in
            #expect(world.product.ledger.totals.failures == 1)
            #expect(server.begunCount == 5)
            let memory = try world.running().peakMemory()
            #expect(memory < 100 << 20)
        }
    }
}
