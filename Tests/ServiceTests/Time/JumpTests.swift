import Bridge
import Service
import Store
import Testing

/// The clock on the wall jumps while the bridge runs: tokens are checked against it, and nothing
/// else changes.
@Suite(.serialized) struct `When the wall clock jumps, the bridge` {
    private static let jumps: [Duration] = [.hour, .year, .zero - .hour, .zero - .year]

    /// An invoke to these peers, and the peers themselves.
    private static func peers(
        rows: Int = 1, _ play: @escaping @Sendable (OutboundCall?, Int) -> [FaultServer.Step]?
    ) throws -> (server: FaultServer, peers: MatrixPeers) {
        let columns = MatrixPeers.invoke(rows: 1, { _ in "" }, pulls: false).columns
        let peers = MatrixPeers(rows: rows, columns: columns, resultBytes: 0)
        let counter = Counter()
        let server = try FaultServer { request in
            let call = OutboundCall(path: request.path)
            return play(call, counter.next()) ?? [.send(peers.answer(request).whole)]
        }
        return (server, peers)
    }

    /// Sends an invoke that is not the one before it.
    private static func send(
        _ bridge: LocalService, _ server: FaultServer, number: Int = 0
    ) async throws -> Int {
        let invoke = MatrixPeers.invoke(
            rows: 1, { "http://127.0.0.1:\(server.port)\($0.path)" }, pulls: false)
        let body = invoke.body + [UInt8](repeating: UInt8(ascii: " "), count: number)
        return try await bridge.invoke(body, authorization: invoke.authorization)
    }

    private static func url(_ server: FaultServer, _ call: OutboundCall) -> String {
        "http://127.0.0.1:\(server.port)\(call.path)"
    }

    @Test(arguments: jumps)
    func `goes on with what it has, and lets nobody in by a token of another time`(
        jump: Duration
    ) async throws {
        let clock = MovedClock()
        // The first call is refused for the moment, and the product's first answer is, too.
        let (server, _) = try Self.peers { _, number in
            number < 1 ? [.send(HTTPBytes.answer(429, body: []))] : nil
        }
        let bridge = try LocalService(
            syncURL: Self.url(server, .call), clock: clock.clock)
        #expect(try await Self.send(bridge, server) == 200)
        #expect(await bridge.log.wait(for: "call-failed"))
        clock.jump(jump)
        #expect(try await Self.send(bridge, server, number: 1) == 401)
        #expect(await bridge.log.wait(for: "invocation-completed", "succeeded=1"))
        clock.jump(.zero - jump)
        #expect(try await Self.send(bridge, server, number: 1) == 200)
        #expect(await bridge.log.wait(for: "invocation-completed", count: 2))
        // Durations are of the clock that does not jump.
        let took = bridge.log.found("invocation-completed").allSatisfy { line in
            let digits = line.split(separator: "milliseconds=").last ?? ""
            return (Int(digits.prefix { $0.isNumber || $0 == "-" }) ?? -1) >= 0
                && digits.count < 7
        }
        #expect(took, "\(bridge.log.found("invocation-completed"))")
        server.stop()
        await bridge.stop()
        bridge.remove()
    }

    @Test(arguments: jumps)
    func `knows a repeated invoke again`(jump: Duration) async throws {
        let clock = MovedClock()
        let (server, _) = try Self.peers { _, _ in nil }
        let bridge = try LocalService(syncURL: Self.url(server, .call), clock: clock.clock)
        let invoke = MatrixPeers.invoke(
            rows: 1, { Self.url(server, $0) }, pulls: false)
        #expect(try await bridge.invoke(invoke.body, authorization: invoke.authorization) == 200)
        clock.jump(jump)
        #expect(try await bridge.invoke(invoke.body, authorization: invoke.authorization) == 401)
        clock.jump(.zero - jump)
        #expect(try await bridge.invoke(invoke.body, authorization: invoke.authorization) == 200)
        #expect(bridge.log.found("invoke-repeated").count == 1)
        #expect(bridge.log.found("invoke-accepted").count == 1)
        server.stop()
        await bridge.stop()
        bridge.remove()
    }

    @Test(arguments: jumps)
    func `deletes nothing for its age until the clock has been steady for a day`(
        jump: Duration
    ) async throws {
        let clock = MovedClock()
        let (server, _) = try Self.peers { _, _ in nil }
        let bridge = try LocalService(syncURL: Self.url(server, .call), clock: clock.clock) {
            $0.store.retention = .hour
        }
        // The newest invocation stays in any case.
        for number in 0..<2 {
            #expect(try await Self.send(bridge, server, number: number) == 200)
        }
        #expect(await bridge.log.wait(for: "invocation-completed", count: 2))
        bridge.upkeep(0)
        clock.jump(jump)
        bridge.upkeep(0)
        #expect(bridge.log.found("clock-jumped").count == 1)
        for _ in 0..<23 {
            clock.pass(.hour)
            bridge.upkeep(0)
        }
        #expect(bridge.log.found("retention-applied").isEmpty)
        #expect(bridge.log.found("clock-jumped").count == 1)
        clock.pass(.hour + .hour)
        bridge.upkeep(0)
        // Backwards, they are of a time that has yet to come.
        let isOld = jump > .zero - .hour - .hour
        let isGone = await bridge.log.wait(
            for: "retention-applied", within: .seconds(isOld ? 60 : 2))
        #expect(isGone == isOld)
        server.stop()
        await bridge.stop()
        bridge.remove()
    }

    @Test func `looks an unknown row up for a day of time that passes`() async throws {
        let clock = MovedClock()
        let (server, _) = try Self.peers { call, _ in
            switch call {
            case .call: [.close]
            case .lookUp: [.send(HTTPBytes.answer(503, body: []))]
            default: nil
            }
        }
        let bridge = try LocalService(
            syncURL: Self.url(server, .call), mainURL: Self.url(server, .lookUp),
            clock: clock.clock
        ) { configuration in
            configuration.mpo.timeout = .seconds(1)
            configuration.mpo.answerMargin = .milliseconds(200)
        }
        #expect(try await Self.send(bridge, server) == 200)
        #expect(await bridge.log.wait(for: "task-looked-up"))
        clock.jump(.year)
        #expect(await bridge.log.wait(for: "task-looked-up", count: 2))
        #expect(bridge.log.found("invocation-completed").isEmpty)
        clock.jump(.zero - .year)
        clock.pass(.hour * 25)
        // The main API still fails: nothing is left to wait for.
        #expect(await bridge.log.wait(for: "invocation-completed", "unknown=1"))
        #expect(bridge.log.found("look-ups-failing").count == 1)
        server.stop()
        await bridge.stop()
        let row = try bridge.exceptions().first
        #expect(row?.state == .unknown && row?.attempt == 1)
        #expect(row?.reason.contains("may exist") == true)
        #expect(row?.reason.contains("could not be asked") == true)
        bridge.remove()
    }

    /// After a kill -9 a task may still be on its way, whatever the new clock says of the time
    /// since.
    @Test(arguments: [Duration.zero] + jumps)
    func `waits after a restart until MPO has surely given up`(jump: Duration) async throws {
        let clock = MovedClock()
        let (server, _) = try Self.peers { call, _ in call == .call ? [.close] : nil }
        func service(_ folder: LocalService?) throws -> LocalService {
            try LocalService(
                syncURL: Self.url(server, .call), mainURL: Self.url(server, .lookUp),
                folder: folder?.folder, clock: clock.clock
            ) { configuration in
                configuration.mpo.timeout = .seconds(1)
                configuration.mpo.answerMargin = .seconds(1)
            }
        }
        let first = try service(nil)
        #expect(try await Self.send(first, server) == 200)
        #expect(await first.log.wait(for: "call-failed"))
        await first.stop()
        clock.jump(jump)
        let start = ContinuousClock.now
        let second = try service(first)
        #expect(await second.log.wait(for: "task-looked-up", "finding=ended"))
        #expect(ContinuousClock.now - start >= .milliseconds(1_900))
        #expect(await second.log.wait(for: "invocation-completed", "succeeded=1"))
        server.stop()
        await second.stop()
        second.remove()
    }
}
