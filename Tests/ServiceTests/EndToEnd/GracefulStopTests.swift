import Bridge
import Foundation
import Glibc
import Simulator
import Testing

@Suite(.serialized) struct `A bridge that is told to stop` {
    /// Calls to MPO take this long: time enough to look at a bridge that waits for them.
    private static let latency = Duration.seconds(3)

    private func slowWorld(_ change: (inout MPOBehaviour) -> Void = { _ in }) throws -> BridgeWorld
    {
        var behaviour = MPOBehaviour()
        behaviour.latency = Self.latency...Self.latency
        change(&behaviour)
        return try BridgeWorld(mpo: behaviour)
    }

    /// Sends an invoke of so many rows, and waits until MPO has so many calls.
    private func send(rows: Int, to world: BridgeWorld, calls: Int) async throws {
        let report = await world.sender.send(InvokeLoad(rows: rows), to: try world.invokeURL())
        #expect(report.accepted == 1)
        try await wait { world.mpo.ledger.calls >= calls }
    }

    private func wait(until isTrue: () -> Bool) async throws {
        let deadline = Date(timeIntervalSinceNow: 30)
        while !isTrue() {
            try #require(Date() < deadline)
            // Sleeps because a ledger tells nobody that it grew.
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test func `accepts nothing more, lets calls under way end, and goes on at the next start`()
        async throws
    {
        let world = try slowWorld()
        try world.start()
        let port = try world.running().receiverPort()
        // Twice as many as may be under way: the other half must not leave any more.
        try await send(rows: 64, to: world, calls: 32)
        try world.running().signal(SIGTERM)
        try await wait { !RawClient.isListening(port) }
        #expect(try world.running().ending(within: 0) == nil, "calls are still under way")
        #expect(try world.running().ending(within: 60) == .exit(0))
        #expect(world.mpo.ledger.created == 32)
        world.mpo.behave(MPOBehaviour())
        try world.start()
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        world.expectOrder(rows: 64)
        #expect(world.product.ledger.totals.succeeded == 64)
        #expect(world.mpo.ledger.created == 64)
        #expect(try world.running().terminate() == 0)
    }

    @Test func `closes connections on which nothing is under way`() async throws {
        let world = try slowWorld()
        try world.start()
        let port = try world.running().receiverPort()
        let silent = RawClient(port)
        let kept = RawClient(port)
        kept.send("OPTIONS /invoke HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(kept.receive()?.hasPrefix("HTTP/1.1 204 ") == true)
        try await send(rows: 1, to: world, calls: 1)
        try world.running().signal(SIGTERM)
        #expect(kept.receive() == "")
        #expect(silent.receive() == "")
        #expect(try world.running().ending(within: 60) == .exit(0))
    }

    @Test func `ends at once when it is told a second time, and goes on at the next start`()
        async throws
    {
        let world = try slowWorld { $0.faults = [FaultRule(.hang, .always)] }
        try world.start()
        try await send(rows: 5, to: world, calls: 5)
        try world.running().signal(SIGTERM)
        _ = try world.running().line("event=stopping")
        try world.running().signal(SIGTERM)
        // Long before the calls under way would have been given up.
        #expect(try world.running().ending(within: 20) == .exit(1))
        world.mpo.behave(MPOBehaviour())
        try world.start()
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        world.expectOrder(rows: 5)
        // The calls had left: nobody can know, and none of them is sent again.
        #expect(world.product.ledger.totals.failures == 5)
        #expect(world.mpo.ledger.created == 5)
    }

    @Test func `waits for a product that hangs no longer than it would for MPO`() async throws {
        var product = ProductBehaviour()
        product.faults = [FaultRule(ProductFault(.import, .hang), .always)]
        let world = try BridgeWorld(product: product, mpoKeys: #""timeout": "1s","#)
        try world.start()
        _ = await world.sender.send(InvokeLoad(rows: 20), to: try world.invokeURL())
        try await wait { world.product.ledger.injected["import-hang"] == 1 }
        #expect(try world.running().terminate() == 0)
        #expect(try world.running().log.contains { $0.contains("event=stopped") })
        world.product.behave(ProductBehaviour())
        try world.start()
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        world.expectOrder(rows: 20)
        #expect(world.product.ledger.totals.succeeded == 20)
        #expect(world.product.ledger.totals.reportedAgainSame == 0)
    }

    @Test func `stops in order while it recovers, too`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.paused, .always)]
        let world = try BridgeWorld(mpo: behaviour)
        try world.start()
        let load = InvokeLoad(count: 300, rows: 5, inFlightMax: 16)
        let report = await world.sender.send(load, to: try world.invokeURL())
        #expect(report.accepted == 300)
        try world.running().kill()
        for event in ["event=recovered", "event=listening", "event=started"] {
            try world.start()
            _ = try world.running().line(event)
            #expect(try world.running().terminate() == 0)
        }
        world.mpo.behave(MPOBehaviour())
        try world.start()
        #expect(await world.product.waitForFinished(300, within: .seconds(60)))
        world.expectOrder(rows: 1_500)
        // Only what was under way at the kill may be in doubt.
        #expect(world.product.ledger.totals.failures <= 32)
        #expect(try world.running().terminate() == 0)
    }
}

/// A bare connection to the receiver.
private final class RawClient {
    private let descriptor: Int32
    private let isConnected: Bool

    init(_ port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        let raw = descriptor
        isConnected =
            unsafe withUnsafePointer(to: &address) { address in
                unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(raw, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            } == 0
    }

    deinit { close(descriptor) }

    /// Whether somebody takes connections there.
    static func isListening(_ port: Int) -> Bool { RawClient(port).isConnected }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// The next bytes; empty at the end, `nil` when nothing came for long.
    func receive() -> String? {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
