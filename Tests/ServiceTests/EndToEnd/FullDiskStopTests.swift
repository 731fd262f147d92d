import Bridge
import Foundation
import Service
import Simulator
import Store
import Synchronization
import Testing

/// The parts of the daemon in this process: no disk of this machine is to be filled for a test.
@Suite(.serialized) struct `A bridge that is told to stop while its disk is full` {
    private func service(
        _ world: BridgeWorld, _ options: StoreOptions, _ noted: Noted
    ) throws -> Service {
        let configuration = try Configuration.load(
            text: Array(world.configuration.utf8),
            secrets: SystemSecretSource(environment: BridgeWorld.secrets)
        ).get()
        let log = Log(
            level: .debug, wallTime: BridgeClock.system.wall, time: BridgeClock.system.now,
            sink: { noted.add($0) })
        let service = try Service(configuration, log: log, storeOptions: options) { error in
            Issue.record("the store failed: \(error)")
        }
        try service.start()
        return service
    }

    private final class Noted: Sendable {
        private let text = Mutex("")
        func add(_ line: [UInt8]) { text.withLock { $0 += String(decoding: line, as: UTF8.self) } }
        func contains(_ part: String) -> Bool { text.withLock { $0.contains(part) } }
    }

    /// Blocks until all is closed: on a thread of its own.
    private func stop(_ service: Service) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                service.stop()
                continuation.resume()
            }
        }
    }

    @Test func `ends in time, and goes on where there is room`() async throws {
        var product = ProductBehaviour()
        product.shape.pullPageMax = 1_000
        let world = try BridgeWorld(
            product: product, mapping: #""operationsPerCall": 10,"#,
            mpoKeys: #""timeout": "1s","#)
        let noted = Noted()
        var small = StoreOptions()
        small.pagesMax = 120
        let full = try service(world, small, noted)
        let report = await world.sender.send(
            InvokeLoad(rows: 8_000, flow: .pull),
            to: "http://127.0.0.1:\(full.receiverPort)/invoke")
        #expect(report.accepted == 1)
        let deadline = Date(timeIntervalSinceNow: 60)
        while !noted.contains("event=store-refused") {
            try #require(Date() < deadline)
            // Sleeps because the log's lines are no events.
            try await Task.sleep(for: .milliseconds(10))
        }
        await stop(full)
        #expect(noted.contains("event=stopped"))
        let roomy = try service(world, StoreOptions(), noted)
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        world.expectOrder(rows: 8_000)
        let totals = world.product.ledger.totals
        #expect(totals.succeeded + totals.failures == 8_000)
        // Answers that found no room are lost, and so is what was under way.
        #expect(world.mpo.ledger.created <= totals.succeeded + totals.failures)
        await stop(roomy)
    }
}
