import Bridge
import Foundation
import Simulator
import Store
import Synchronization
import TestSupport
import Testing

@testable import Service

/// Calls of one row each that leave in one turn, by a clock that stands still: a second passes
/// when MPO has taken a call, and what a test says.
@Suite(.serialized) struct `Calls that left together` {
    private final class StandingClock: Sendable {
        private let start = BridgeClock.system.now()
        private let passed = Mutex(Duration.zero)

        func pass(_ duration: Duration) { passed.withLock { $0 += duration } }

        func clock(_ mpo: MPOSimulator) -> BridgeClock {
            BridgeClock(
                now: {
                    let calls = mpo.ledger.created > 0 ? Duration.seconds(1) : .zero
                    return self.start.advanced(by: calls + self.passed.withLock { $0 })
                }, wall: BridgeClock.system.wall)
        }
    }

    /// What ends the wait for a call that hangs.
    enum End: CaseIterable { case time, stop }

    private static func rowsOnDisk(_ engine: EngineInProcess) -> [Range<Int>] {
        (try? engine.store.reader().callRanges(of: InvocationKey(1), in: 0..<2)) ?? []
    }

    @Test(.timeLimit(.minutes(5)), arguments: End.allCases)
    func `are waited for with what the first has brought, for a moment`(_ end: End) async throws {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.hang, .only(2))]
        let world = try BridgeWorld(mpo: behaviour, mapping: #""operationsPerCall": 1,"#)
        let time = StandingClock()
        let engine = try EngineInProcess(
            configuration: world.configuration, clock: time.clock(world.mpo))
        #expect(
            await world.sender.send(InvokeLoad(rows: 2), to: engine.invokeURL).accepted == 1)
        #expect(Patience.wait { world.mpo.ledger.created == 2 && engine.metrics.queuedRows == 1 })
        let commits = engine.store.commits
        time.pass(.microseconds(4_999))
        await engine.turn()
        #expect(engine.store.commits == commits)
        #expect(Self.rowsOnDisk(engine) == [])
        let stopped = DispatchSemaphore(value: 0)
        if end == .time { time.pass(.microseconds(1)) }
        DispatchQueue.global().async {
            if end == .time { Patience.wait { !Self.rowsOnDisk(engine).isEmpty } }
            engine.stop()
            stopped.signal()
        }
        // While the other one still hangs.
        #expect(Patience.wait { Self.rowsOnDisk(engine) == [0..<1] })
        world.mpo.stop()
        #expect(Patience.wait { stopped.wait(timeout: .now()) == .success })
    }

    @Test(.timeLimit(.minutes(5))) func `go on at once when the last of them has ended`()
        async throws
    {
        let world = try BridgeWorld(mapping: #""operationsPerCall": 1,"#)
        let engine = try EngineInProcess(
            configuration: world.configuration, clock: StandingClock().clock(world.mpo))
        defer { engine.stop() }
        #expect(
            await world.sender.send(InvokeLoad(rows: 40), to: engine.invokeURL).accepted == 1)
        #expect(await world.product.waitForFinished(1, within: .seconds(120)))
        #expect(world.mpo.ledger.created == 40)
        #expect(world.product.ledger.totals.missing == 0)
    }
}
