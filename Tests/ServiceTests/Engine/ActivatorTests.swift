import Bridge
import HTTPServer
import SQLite
import Simulator
import Store
import TestSupport
import Testing

@testable import Service

/// The real receiver on a real store; what it tells the engine is the test's to hand on.
private final class Intake {
    let setup: EngineSetup
    let lines = LogLines()
    private let receiver: HTTPServer

    init(_ configuration: Configuration) throws {
        let clock = BridgeClock.system
        let lines = lines
        setup = EngineSetup(
            configuration: configuration,
            store: try Store(path: configuration.store.path, now: clock.wall()),
            inbox: EngineInbox(),
            log: Log(wallTime: clock.wall, time: clock.now, sink: { lines.append($0) }),
            metrics: Metrics(), clock: clock,
            onFailure: { Issue.record("the store failed: \($0)") })
        receiver = try HTTPServer(
            listeners: [.tcp(host: "127.0.0.1", port: 0)], handler: setup.makeReceiver())
        try receiver.start()
    }

    deinit {
        receiver.stop(within: .zero)
        receiver.join()
        setup.store.stop()
    }

    /// What the engine hears of so many invokes, in the order of the store.
    func accepted(_ count: Int, from world: BridgeWorld) async throws -> [AcceptedInvocation] {
        let report = await world.sender.send(
            InvokeLoad(count: count, rows: 1), to: "http://127.0.0.1:\(receiver.port)/invoke")
        #expect(report.accepted == count)
        var accepted: [AcceptedInvocation] = []
        var events: [EngineEvent] = []
        _ = await Patience.wait(within: .seconds(60)) {
            setup.inbox.drain(into: &events)
            for case .accepted(let one) in events { accepted.append(one) }
            return accepted.count >= count
        }
        return accepted.sorted { $0.key < $1.key }
    }

    /// Some wait in memory; then the engine hears of what changed meanwhile, and takes up who is
    /// next.
    func takeUp<Value: Sendable>(
        after waiting: [AcceptedInvocation], _ change: Configuration? = nil,
        _ value: @escaping @Sendable (OpenInvocation) -> Value
    ) throws -> [Value] {
        let setup = setup
        return try Turns.one(now: setup.clock.now(), wall: setup.clock.wall()) { turn in
            let engine = try #require(setup.make() as? Engine)
            for one in waiting { #expect(engine.activator.take(one, room: 0) == nil) }
            if let change { engine.adopt(change, turn) }
            return try engine.activator.activate(room: 10, turn) { _ in false }.map(value)
        }
    }
}

@Suite(.serialized) struct `Invocations that are taken up in their turn` {
    @Test func `come out of memory where they are kept, and the others from the store`()
        async throws
    {
        let world = try BridgeWorld()
        let intake = try Intake(EngineInProcess.configuration(world.configuration))
        let accepted = try await intake.accepted(3, from: world)
        // Whoever reads it now learns nothing.
        try UnreadableRecords.connection(world.storePath).execute("UPDATE invoke SET head = '{}'")
        let kept = [accepted[0], accepted[2]]
        let taken = try intake.takeUp(after: kept) { $0.id }
        #expect(taken == kept.map(\.id))
        #expect(intake.lines.count("event=invocation-skipped", "\(accepted[1].id)") == 1)
        #expect(intake.lines.count("event=invocation-skipped") == 1)
    }

    @Test func `have the mapping that they were accepted with, wherever they come from`()
        async throws
    {
        let world = try BridgeWorld()
        let intake = try Intake(EngineInProcess.configuration(world.configuration))
        let accepted = try await intake.accepted(2, from: world)
        let changed = try EngineInProcess.configuration(
            world.configuration.replacing("66305", with: "66306"))
        let taken = try intake.takeUp(after: [accepted[0]], changed) {
            String(decoding: $0.mapping.processID, as: UTF8.self)
        }
        #expect(taken == ["66305", "66305"])
    }
}
