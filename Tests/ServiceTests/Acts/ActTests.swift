import Bridge
import Simulator
import Store
import Testing

@testable import Service

/// What operators decide, carried out by the real engine between both simulators.
@Suite(.serialized) struct `An operator's act` {
    private func world(
        _ faults: FaultRule<MPOFault>..., mapping: String = "", lateEnd: Duration = .zero,
        product: ProductBehaviour = ProductBehaviour()
    ) throws -> (BridgeWorld, EngineInProcess) {
        var behaviour = MPOBehaviour()
        behaviour.faults = faults
        behaviour.lateEnd = lateEnd
        let world = try BridgeWorld(mpo: behaviour, product: product, mapping: mapping)
        return (world, try EngineInProcess(configuration: world.configuration))
    }

    private func send(_ rows: Int, _ world: BridgeWorld, _ engine: EngineInProcess) async {
        let report = await world.sender.send(InvokeLoad(rows: rows), to: engine.invokeURL)
        #expect(report.accepted == 1)
    }

    /// The configuration's standard for MPO.
    private static let callsInFlightMax = 32

    /// What must hold after corrections: no task twice, one completion, and after it exactly the
    /// rows that were taken up.
    private func expectCorrections(_ count: Int, _ world: BridgeWorld) {
        let totals = world.product.ledger.totals
        #expect(totals.rowsLate == count && totals.missing == 0)
        #expect(totals.completions == 1 && totals.completionsEarly == 0)
        #expect(world.mpo.ledger.duplicates == 0)
    }

    @Test func `sends failed rows of a completed invocation again, and corrects their reports`()
        async throws
    {
        let (world, engine) = try world(FaultRule(.invalid, .every(4)))
        await send(40, world, engine)
        try engine.lines.wait(for: "event=invocation-completed")
        world.mpo.behave(MPOBehaviour())
        let record = try await engine.act(.retry, ActScope(state: .failed)).get()
        #expect(record.number == 1 && record.rows == 10 && record.endedAt != nil)
        try engine.lines.wait(for: "event=invocation-completed", count: 2)
        engine.stop()
        expectCorrections(10, world)
        #expect(world.mpo.ledger.created == 40)
        let reader = try Store(path: world.storePath, now: UnixTime(seconds: 0)).reader()
        let progress = try #require(try reader.invocation(InvocationKey(1))).progress
        #expect(progress.state == .completed && progress.isNotified)
        #expect(progress.succeeded == 40 && progress.failed == 0 && progress.reported == 40)
        #expect(try reader.reportedRanges(of: InvocationKey(1), reachingBeyond: 0).count == 40)
        #expect(try reader.acts(before: nil, limit: 9) == [record])
    }

    @Test func `never creates a second task for a row that nobody knows of`() async throws {
        // MPO says that it has waited for long enough; the task goes on.
        let (world, engine) = try world(FaultRule(.timeout, .only(3)), lateEnd: .seconds(600))
        await send(20, world, engine)
        try engine.lines.wait(for: "event=invocation-completed")
        let id = try engine.invocation().id
        // Not meant unless it is named.
        #expect(
            await engine.act(.retry, ActScope(invocation: id)).refusal
                == "nothing_to_do: no row is failed or held")
        let row = try #require(
            try engine.store.reader().exceptions(of: InvocationKey(1), in: 0..<20).first)
        #expect(row.state == .unknown)
        let named = ActScope(invocation: id, row: row.row)
        #expect(try await engine.act(.retry, named).get().rows == 1)
        try engine.lines.wait(for: "event=invocation-completed", count: 2)
        let again = try #require(
            try engine.store.reader().exceptions(of: InvocationKey(1), in: 0..<20).first)
        engine.stop()
        // Its reference is taken, so the task exists, and its result is lost.
        #expect(again.state == .unknown && again.attempt == 2 && again.class == .exists)
        #expect(world.mpo.ledger.created == 20 && world.mpo.ledger.duplicates == 0)
        #expect(world.product.ledger.totals.completions == 1)
    }

    @Test func `remembers that a row may have a task, whatever it is called`() async throws {
        let (world, engine) = try world(FaultRule(.timeout, .only(3)), lateEnd: .seconds(600))
        await send(20, world, engine)
        try engine.lines.wait(for: "event=invocation-completed")
        let id = try engine.invocation().id
        let row = try #require(
            try engine.store.reader().exceptions(of: InvocationKey(1), in: 0..<20).first)
        #expect(row.state == .unknown)
        let failed = await engine.act(
            .resolve, ActScope(invocation: id, row: row.row), .failed(message: "no customer"))
        #expect(try failed.get().rows == 1)
        try engine.lines.wait(for: "event=invocation-completed", count: 2)
        let all = await engine.act(.retry, ActScope(state: .failed))
        #expect(all.refusal?.contains("may have a task") == true)
        engine.stop()
        #expect(world.mpo.ledger.operations == 20 && world.mpo.ledger.created == 20)
    }

    @Test(arguments: [true, false])
    func `lets a held row go, and with it its invocation`(isRetried: Bool) async throws {
        let (world, engine) = try world(
            FaultRule(.badGatewayBefore, .only(3)), mapping: #""onUnknown": "hold","#)
        await send(20, world, engine)
        try engine.lines.wait(for: "event=batch-pushed", "rows=19")
        #expect(engine.rowsHeld == 1)
        let result =
            isRetried
            ? await engine.act(.retry, ActScope(state: .held))
            : await engine.act(
                .resolve, ActScope(invocation: try engine.invocation().id, state: .held),
                .failed(message: "the customer was told by telephone"))
        #expect(try result.get().rows == 1)
        #expect(engine.rowsHeld == 0)
        try engine.lines.wait(for: "event=invocation-completed")
        engine.stop()
        let totals = world.product.ledger.totals
        #expect(totals.succeeded == (isRetried ? 20 : 19) && totals.missing == 0)
        #expect(totals.completions == 1 && totals.reportedAgainSame == 0)
        #expect(world.mpo.ledger.created == totals.succeeded)
        #expect(engine.metrics.queuedRows == 0)
    }

    @Test func `gives rows their end by hand`() async throws {
        var product = ProductBehaviour()
        product.checksResults = false
        let (world, engine) = try world(FaultRule(.invalid, .every(5)), product: product)
        await send(20, world, engine)
        try engine.lines.wait(for: "event=invocation-completed")
        let id = try engine.invocation().id
        #expect(
            await engine.act(
                .resolve, ActScope(invocation: id), .succeeded(result: Array("{".utf8))
            ).refusal?.hasPrefix("invalid: the result is no JSON text") == true)
        let record = try await engine.act(
            .resolve, ActScope(invocation: id),
            .succeeded(result: Array(#"{"status":"PAID"}"#.utf8))
        ).get()
        #expect(record.rows == 4)
        try engine.lines.wait(for: "event=invocation-completed", count: 2)
        engine.stop()
        expectCorrections(4, world)
        #expect(world.mpo.ledger.created == 16)
    }

    @Test func `resumes a halted invocation`() async throws {
        var product = ProductBehaviour()
        product.faults = [FaultRule(ProductFault(.import, .badRequest), .always)]
        let (world, engine) = try world(product: product)
        await send(20, world, engine)
        try engine.lines.wait(for: "event=invocation-halted")
        let id = try engine.invocation().id
        world.product.behave(ProductBehaviour())
        let record = try await engine.act(.resume, ActScope(invocation: id)).get()
        #expect(record.rows == 1 && record.endedAt != nil)
        #expect(engine.invocationsHalted == 0)
        try engine.lines.wait(for: "event=invocation-completed")
        #expect(
            await engine.act(.resume, ActScope(invocation: id)).refusal
                == "nothing_to_do: invocation \(id) is not halted")
        #expect(
            await engine.act(.resume, ActScope()).refusal
                == "nothing_to_do: no invocation is halted"
        )
        engine.stop()
        world.expectOrder(rows: 20)
        #expect(engine.metrics.queuedRows == 0)
    }

    @Test func `counts held rows once, however often their invocation is resumed`() async throws {
        var product = ProductBehaviour()
        product.faults = [FaultRule(ProductFault(.import, .badRequest), .always)]
        let (world, engine) = try world(
            FaultRule(.badGatewayBefore, .only(3)), mapping: #""onUnknown": "hold","#,
            product: product)
        await send(20, world, engine)
        try engine.lines.wait(for: "event=invocation-halted")
        let id = try engine.invocation().id
        let refusal = await engine.act(.retry, ActScope(invocation: id, state: .held)).refusal
        #expect(
            refusal
                == "nothing_to_do: row \(try Self.heldRow(engine)): "
                + "its invocation is halted: resume it first")
        #expect(try await engine.act(.resume, ActScope(invocation: id)).get().rows == 1)
        try engine.lines.wait(for: "event=invocation-halted", count: 2)
        world.product.behave(ProductBehaviour())
        #expect(try await engine.act(.resume, ActScope()).get().rows == 1)
        try engine.lines.wait(for: "event=batch-pushed", "rows=19")
        #expect(engine.rowsHeld == 1 && engine.metrics.queuedRows == 1)
        #expect(engine.invocationsHalted == 0)
        #expect(try await engine.act(.retry, ActScope(invocation: id)).get().rows == 1)
        try engine.lines.wait(for: "event=invocation-completed")
        #expect(engine.rowsHeld == 0 && engine.metrics.queuedRows == 0)
        engine.stop()
        world.expectOrder(rows: 20)
    }

    private static func heldRow(_ engine: EngineInProcess) throws -> Int {
        let found = try engine.store.reader().exceptions(of: InvocationKey(1), in: 0..<20)
        return try #require(found.first { $0.state == .held }).row
    }

    @Test func `says why nothing was done`() async throws {
        let (world, engine) = try world(FaultRule(.invalid, .only(1)))
        await send(3, world, engine)
        try engine.lines.wait(for: "event=invocation-completed")
        let id = try engine.invocation().id
        let other = try #require(InvocationID("4b0a8e9c-1111-4222-8333-444455556666"))
        func refusal(_ verb: ActVerb, _ scope: ActScope) async -> String? {
            await engine.act(verb, scope).refusal
        }
        #expect(
            await refusal(.retry, ActScope(invocation: other))
                == "not_found: there is no invocation \(other)")
        #expect(
            await refusal(.retry, ActScope(invocation: id, row: 3))
                == "not_found: invocation \(id) has no row 3")
        #expect(await refusal(.retry, ActScope(row: 3)) == "invalid: a row needs its invocation")
        #expect(
            await refusal(.retry, ActScope(state: .waiting))
                == "invalid: only failed, held and unknown rows can be acted on")
        #expect(
            await refusal(.retry, ActScope(state: .failed, mapping: "another"))
                == "nothing_to_do: no row is failed")
        let failed = try #require(
            try engine.store.reader().exceptions(of: InvocationKey(1), in: 0..<3).first?.row)
        #expect(
            await refusal(.retry, ActScope(invocation: id, row: failed, state: .held))
                == "nothing_to_do: row \(failed) is not held but failed")
        #expect(try engine.store.reader().acts(before: nil, limit: 9) == [])
        engine.stop()
        #expect(world.mpo.ledger.created == 2)
    }

    @Test func `leaves out rows of an install that is gone`() async throws {
        let (world, engine) = try world(FaultRule(.invalid, .only(2)))
        await send(5, world, engine)
        try engine.lines.wait(for: "event=invocation-completed")
        engine.stop()
        let other = world.configuration.replacing("a28b7df0-2a16", with: "b28b7df0-2a16")
        let next = try EngineInProcess(configuration: other)
        let refusal = await next.act(.retry, ActScope(state: .failed)).refusal
        #expect(refusal?.contains("install a28b7df0-2a16-26e1-08e4-a302199208d9 is not") == true)
        next.stop()
        #expect(world.mpo.ledger.created == 4)
    }

    @Test func `takes no more rows up than MPO can be expected to take soon`() async throws {
        let (world, engine) = try world(
            FaultRule(.invalid, .always), mapping: #""operationsPerCall": 10,"#)
        await send(3_000, world, engine)
        try engine.lines.wait(for: "event=invocation-completed")
        var paused = MPOBehaviour()
        paused.faults = [FaultRule(.paused, .always)]
        world.mpo.behave(paused)
        let id = try engine.invocation().id
        let record = try await engine.act(.retry, ActScope(invocation: id)).get()
        #expect(record.rows == Acts.stepRowsMax && record.endedAt == nil)
        // Each of these is a step between two of the large act's, which would be through with it.
        for row in 2_980..<3_000 {
            let one = ActScope(invocation: id, row: row)
            let resolved = await engine.act(.resolve, one, .failed(message: "no longer wanted"))
            #expect(try resolved.get().rows == 1)
        }
        // Rows in a call do not wait in the queue while it is under way.
        let inCalls = 10 * Self.callsInFlightMax
        #expect((1...Acts.rowsAheadMax + inCalls).contains(try engine.openAct(1).rows))
        world.mpo.behave(MPOBehaviour())
        // The rows that were resolved have failed again, by hand, and are in the act's way.
        try engine.lines.wait(for: "event=act-ended", "act=1 ", "rows=3000", "skipped=0")
        // The invocation may have ended before, between two steps: no line tells the last time.
        try await world.wait(for: "tasks") { world.mpo.ledger.created == 3_000 }
        engine.stop()
        #expect(world.mpo.ledger.created == 3_000 && world.mpo.ledger.duplicates == 0)
        #expect(world.product.ledger.totals.completions == 1)
    }

    @Test func `is worked off at its rate, over many invocations`() async throws {
        let (world, engine) = try world(FaultRule(.invalid, .always))
        let report = await world.sender.send(
            InvokeLoad(count: 6, rows: 50), to: engine.invokeURL)
        #expect(report.accepted == 6)
        try engine.lines.wait(for: "event=invocation-completed", count: 6)
        world.mpo.behave(MPOBehaviour())
        let began = ContinuousClock.now
        let record = try await engine.act(.retry, ActScope(), rate: 200).get()
        #expect(record.endedAt == nil && record.rows <= 40)
        try engine.lines.wait(for: "event=act-ended", "rows=300", "skipped=0")
        // 300 rows, of which the first twenty begin at once.
        #expect(began.duration(to: .now) > .milliseconds(1_300))
        // The act has ended when it has handed its last row on.
        try await world.wait(for: "tasks") { world.mpo.ledger.created == 300 }
        engine.stop()
        #expect(world.mpo.ledger.created == 300 && world.mpo.ledger.duplicates == 0)
    }
}
