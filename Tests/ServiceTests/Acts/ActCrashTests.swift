import Bridge
import Foundation
import Simulator
import Store
import Testing

@testable import Service

/// A process that is killed while it works an act off, and the real daemon that goes on with it.
@Suite(.serialized) struct `An act that is cut short` {
    private static let rowCount = 400

    @Test func `goes on after kill -9 behind the rows it had come to`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.invalid, .always)]
        let world = try BridgeWorld(mpo: behaviour, mapping: #""operationsPerCall": 10,"#)
        try world.start()
        try await world.finish(InvokeLoad(rows: Self.rowCount))
        #expect(try world.running().terminate() == 0)
        world.mpo.behave(MPOBehaviour())
        let text: String = world.configuration
        await #expect(processExitsWith: .signal(SIGKILL)) { [text = text as String] in
            let engine = try EngineInProcess(configuration: text)
            let record = try await engine.act(.retry, ActScope(state: .failed), rate: 500).get()
            guard record.endedAt == nil else { exit(1) }
            try engine.lines.wait(for: "event=batch-pushed", count: 2)
            kill(getpid(), SIGKILL)
        }
        let before = try #require(try Self.acts(world).first)
        #expect(before.endedAt == nil && (1..<Self.rowCount).contains(before.rows))
        try world.start()
        _ = try world.running().line("event=act-resumed", "rows=\(before.rows)")
        _ = try world.running().line("event=act-ended", "rows=\(Self.rowCount)", "skipped=0")
        _ = try world.running().line("event=invocation-completed")
        #expect(try world.running().terminate() == 0)
        let act = try #require(try Self.acts(world).first)
        #expect(act.rows == Self.rowCount && act.skipped == 0 && act.endedAt != nil)
        // Each row was taken up once. What was under way at the kill is unknown, and nothing else.
        let mpo = world.mpo.ledger
        #expect(mpo.duplicates == 0 && mpo.created <= Self.rowCount)
        let store = try Store(path: world.storePath, now: UnixTime(seconds: 0))
        defer { store.stop() }
        let stored = try #require(try store.reader().invocation(InvocationKey(1)))
        #expect(stored.progress.failed == 0 && stored.progress.settled == Self.rowCount)
        #expect(stored.progress.unknown <= 320 && mpo.created >= stored.progress.succeeded)
        if stored.progress.state == .completed {
            #expect(stored.progress.reported == Self.rowCount)
        }
        let totals = world.product.ledger.totals
        #expect(totals.completions == 1 && totals.completionsAgain == 0)
        #expect(totals.rowsLate >= stored.progress.reported)
    }

    private static func acts(_ world: BridgeWorld) throws -> [ActRecord] {
        let store = try Store(path: world.storePath, now: UnixTime(seconds: 0))
        defer { store.stop() }
        return try store.reader().acts(before: nil, limit: 9)
    }
}
