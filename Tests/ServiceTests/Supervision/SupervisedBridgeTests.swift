import Bridge
import Foundation
import Service
import Simulator
import Testing

/// The real daemon, under a systemd of which the tests play the part.
@Suite(.serialized) struct `A bridge under systemd` {
    private func world(_ socket: ListeningSocket?) throws -> BridgeWorld {
        try BridgeWorld(
            receiverKeys: #""allowPlainHTTP": true,"#, listen: socket.map { _ in "systemd" })
    }

    @Test func `says that it is ready, alive, and stopping`() throws {
        let world = try world(nil)
        let manager = try NotifySocket()
        try world.start(
            environment: ["NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "60000000"])
        let ready = try #require(manager.message())
        #expect(ready.first == "READY=1")
        let port = try world.running().receiverPort()
        #expect(ready.last == "STATUS=serving on 127.0.0.1:\(port); rows queued: 0")
        #expect(manager.message() == ["WATCHDOG=1"])
        #expect(try world.running().terminate() == 0)
        let lines = manager.rest().flatMap(\.self)
        #expect(lines.contains("STOPPING=1"))
        #expect(!lines.contains("READY=1"))
    }

    @Test(arguments: [("unitCommitted", "store"), ("callAnswered", "engine")])
    func `says no more that it is alive when a loop is stuck`(
        point: String, loop: String
    ) async throws {
        let world = try world(nil)
        let manager = try NotifySocket()
        try world.start(
            crashPoint: "\(point):1:hang",
            environment: ["NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "8000000"])
        let report = await world.sender.send(InvokeLoad(rows: 1), to: try world.invokeURL())
        #expect(report.accepted == 1)
        _ = try world.running().line("event=loops-silent", "loops=\(loop)")
        // What came before that may have been sent while all was well.
        _ = manager.rest()
        // Sleeps because what must not come can only be waited for.
        try await Task.sleep(for: .seconds(5))
        #expect(!manager.rest().flatMap(\.self).contains("WATCHDOG=1"))
        try world.running().kill()
    }

    @Test func `takes over a socket, and lets nobody down while it is started anew`() async throws {
        let socket = ListeningSocket()
        let world = try world(socket)
        let url = "http://127.0.0.1:\(socket.port)/invoke"
        try world.start(socket: socket)
        #expect(try world.running().receiverPort() == socket.port)
        let isOver = Flag()
        let sender = world.sender
        async let reports = {
            var reports: [InvokeReport] = []
            while !isOver.isSet {
                let load = InvokeLoad(count: 20, rows: 1, inFlightMax: 4)
                reports.append(await sender.send(load, to: url))
            }
            return reports
        }()
        for _ in 1...5 {
            #expect(try world.running().terminate() == 0)
            try world.start(socket: socket)
            _ = try world.running().event("started")
        }
        isOver.set()
        var count = 0
        for report in await reports {
            #expect(report.statuses == [200: 20] && report.failures.isEmpty)
            count += report.accepted
        }
        #expect(await world.product.waitForFinished(count, within: .seconds(60)))
        world.expectOrder(rows: count)
        #expect(try world.running().terminate() == 0)
    }

    @Test func `serves on a socket of systemd's while calls under way end`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.latency = .seconds(3)...(.seconds(3))
        let socket = ListeningSocket()
        let world = try world(socket)
        world.mpo.behave(behaviour)
        try world.start(socket: socket)
        let url = "http://127.0.0.1:\(socket.port)/invoke"
        #expect(await world.sender.send(InvokeLoad(rows: 1), to: url).accepted == 1)
        let deadline = Date(timeIntervalSinceNow: 30)
        while world.mpo.ledger.calls == 0, Date() < deadline {
            // Sleeps because a ledger tells nobody that it grew.
            try await Task.sleep(for: .milliseconds(5))
        }
        try world.running().signal(SIGTERM)
        _ = try world.running().event("stopping")
        // Answered by the one that stops or, on a slow machine, by the next one.
        let sender = world.sender
        async let late = sender.send(InvokeLoad(rows: 1), to: url)
        #expect(try world.running().ending(within: 60) == .exit(0))
        world.mpo.behave(MPOBehaviour())
        try world.start(socket: socket)
        #expect(await late.accepted == 1)
        #expect(await world.product.waitForFinished(2, within: .seconds(60)))
        world.expectOrder(rows: 2)
        #expect(try world.running().terminate() == 0)
    }

    @Test func `does not start without the socket that it waits for, nor leaves one unserved`()
        throws
    {
        let socket = ListeningSocket()
        let waiting = try world(socket)
        try waiting.start()
        #expect(try waiting.running().wait() == 78)
        #expect(
            try waiting.running().log.contains {
                $0.contains("receiver.listen: no socket was handed over by systemd")
            })
        let deaf = try world(nil)
        try deaf.start(socket: socket)
        #expect(try deaf.running().wait() == 78)
        #expect(
            try deaf.running().log.contains {
                $0.contains("has handed over receiver (127.0.0.1:\(socket.port))")
            })
    }
}
