import Bridge
import Curl
import Foundation
import Simulator
import Store
import Testing

/// The real daemon on a disk that is full for a while. Writes beyond the limit of a process fail
/// as those on a full disk do: with an error, or in part.
@Suite(.serialized) struct `While its disk is full, the bridge` {
    /// Sends one invoke and wants it refused for now.
    private static func expectRefusal(
        _ world: BridgeWorld, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await post(world)
        #expect(answer.status == 503, sourceLocation: sourceLocation)
        #expect(answer.retryAfter == "5", sourceLocation: sourceLocation)
        #expect(try await world.request("/readyz").status == 503, sourceLocation: sourceLocation)
        #expect(try await world.request("/healthz").status == 200, sourceLocation: sourceLocation)
    }

    private static func post(
        _ world: BridgeWorld, rows: Int = 10
    ) async throws -> TransferResponse {
        let invoke = world.product.invoke(rows: rows, flow: .data)
        return try await CurlClient(inFlightMax: 1).perform(
            TransferRequest(
                method: .post, url: try world.invokeURL(),
                headers: [
                    "Content-Type: application/json", "Authorization: \(invoke.authorization)",
                ], body: invoke.body,
                policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true)))
    }

    /// Space returns, and the daemon goes on by itself.
    private static func expectReturn(_ world: BridgeWorld) async throws {
        try world.running().limitFileSize(to: nil)
        _ = try world.running().line("event=store-has-space-again")
        try await world.wait(for: "readiness") { try await world.request("/readyz").status == 200 }
    }

    @Test func `refuses invokes at once, and takes them when there is space`() async throws {
        let world = try BridgeWorld()
        try world.startForCommands()
        try await world.finish(InvokeLoad(rows: 10))
        // At rest: nobody but the receiver has anything to write, then or later.
        try await world.wait(for: "the end") {
            let metrics = try await world.request("/metrics").body
            return String(decoding: metrics, as: UTF8.self).contains("invocations_open 0\n")
        }
        try world.running().limitFileSize(to: 0)
        for _ in 0..<3 { try await Self.expectRefusal(world) }
        #expect(
            world.bridge?.log.filter { $0.contains("event=store-refused ") }.count == 1)
        _ = try world.running().line("event=store-refused", "reason=full")
        try await Self.expectReturn(world)
        try await world.finish(InvokeLoad(count: 3, rows: 10))
        world.expectReports(of: 40)
        #expect(try world.running().terminate() == 0)
    }

    @Test func `sends nothing whose intent is not on the disk, and later each row once`()
        async throws
    {
        var behaviour = MPOBehaviour()
        // Slow enough that the disk fills long before they have all left.
        behaviour.latency = .milliseconds(300) ... .milliseconds(300)
        let world = try BridgeWorld(mpo: behaviour, mpoKeys: #""callsInFlightMax": 2,"#)
        try world.startForCommands()
        let report = await world.sender.send(InvokeLoad(rows: 40), to: try world.invokeURL())
        #expect(report.accepted == 1)
        try await world.wait(for: "calls") { world.mpo.ledger.calls >= 4 }
        try world.running().limitFileSize(to: 0)
        _ = try world.running().line("event=store-refused", "reason=full")
        try await Self.expectRefusal(world)
        // Those whose intent was on the disk, and not one more.
        #expect(world.mpo.ledger.calls < 40)
        try await Self.expectReturn(world)
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        world.expectReports(of: 40)
        #expect(world.mpo.ledger.created == 40)
        #expect(try world.running().terminate() == 0)
    }

    @Test func `waits with further batches, and later reports each row once`() async throws {
        var behaviour = ProductBehaviour()
        // Slow enough that the disk fills long before the last batch.
        behaviour.latency = .milliseconds(400) ... .milliseconds(400)
        behaviour.shape.pushBatchMax = 5
        let world = try BridgeWorld(product: behaviour)
        try world.startForCommands()
        let report = await world.sender.send(InvokeLoad(rows: 60), to: try world.invokeURL())
        #expect(report.accepted == 1)
        try await world.wait(for: "a batch") { world.product.ledger.totals.reported >= 5 }
        try world.running().limitFileSize(to: 0)
        _ = try world.running().line("event=store-refused", "reason=full")
        try await Self.expectRefusal(world)
        #expect(world.product.ledger.totals.completions == 0)
        try await Self.expectReturn(world)
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        world.expectReports(of: 60)
        #expect(world.product.ledger.totals.completions == 1)
        #expect(try world.running().terminate() == 0)
    }

    @Test func `keeps what it cannot move out of its log`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.paused, .always)]
        let world = try BridgeWorld(mpo: behaviour)
        try world.startForCommands()
        // A checkpoint is due at four megabytes of log, and the second finds no room in the file.
        let bytes = 4_400_000
        try world.running().limitFileSize(to: bytes)
        var accepted = 0
        var isFull = false
        while !isFull, accepted < 400 {
            let answer = try await Self.post(world, rows: 1_000)
            isFull = answer.status == 503
            if !isFull {
                #expect(answer.status == 200)
                accepted += 1
            }
        }
        #expect(isFull)
        #expect(try world.size("bridge.db") > bytes - 500_000)
        #expect(try world.size("bridge.db-wal") > bytes - 500_000)
        try await Self.expectRefusal(world)
        try await Self.expectReturn(world)
        #expect(try await Self.post(world, rows: 1_000).status == 200)
        #expect(try world.running().terminate() == 0)
        let report = try StoreVerification.run(path: world.storePath) { _ in }
        #expect(report.findings.map(\.description) == [])
        #expect(report.invocations == accepted + 1)
        #expect(report.rows == (accepted + 1) * 1_000)
    }
}

extension BridgeWorld {
    fileprivate func size(_ name: String) throws -> Int {
        let file = folder.appending(path: name).path
        return try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
    }

    /// As `expectOrder`, without what the product misses of the invokes that were refused.
    fileprivate func expectReports(
        of rows: Int, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let totals = product.ledger.totals
        #expect(totals.reported == rows, sourceLocation: sourceLocation)
        #expect(totals.reportedAgainSame == 0, sourceLocation: sourceLocation)
        #expect(totals.reportedAgainDifferent == 0, sourceLocation: sourceLocation)
        #expect(totals.completionsEarly == 0, sourceLocation: sourceLocation)
        #expect(product.ledger.violations == [], sourceLocation: sourceLocation)
        #expect(mpo.ledger.duplicates == 0, sourceLocation: sourceLocation)
    }
}
