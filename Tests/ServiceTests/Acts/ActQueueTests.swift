import Bridge
import Foundation
import Store
import Synchronization
import Testing

@testable import Service

/// Requests that wait for their beginning.
@Suite struct `Requests of operators` {
    private final class Answers: Sendable {
        private let state = Mutex<[String]>([])
        var all: [String] { state.withLock { $0 } }
        func take(_ result: Result<ActRecord, ActRefusal>) {
            state.withLock { $0.append(result.refusal ?? "done") }
        }
    }

    private let answers = Answers()
    private let folder = FileManager.default.temporaryDirectory.appending(
        path: "acts-\(UUID().uuidString)")

    /// A station of its own, without an engine that would work anything off.
    private func acts() throws -> Acts {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let clock = BridgeClock.system
        let store = try Store(path: folder.path + "/bridge.db", now: clock.wall())
        defer { store.stop() }
        let log = Log(wallTime: clock.wall, time: clock.now, sink: { _ in })
        let bench = Workbench(reader: try store.reader(), log: log, metrics: Metrics())
        return Acts(
            bench,
            settlement: RowSettlement(
                bench, settleTime: .zero, canLookUp: false, sendsReference: true))
    }

    private func ask(_ acts: Acts, isStopping: Bool = false) {
        let clock = BridgeClock.system
        let answers = answers
        acts.take(
            ActRequest(operatorName: "anna", verb: .retry, scope: ActScope()),
            { answers.take($0) }, isStopping: isStopping, now: clock.now())
    }

    @Test func `are refused while the store takes nothing, and those that wait as well`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let acts = try acts()
        ask(acts)
        #expect(answers.all == [] && acts.wakesAt != nil)
        acts.storeRefuses("full")
        ask(acts)
        let text =
            "store: the store takes nothing now (full): nothing was done; try again when it does"
        #expect(answers.all == [text, text] && acts.wakesAt == nil)
        acts.storeRefuses(nil)
        ask(acts)
        #expect(answers.all.count == 2 && acts.wakesAt != nil)
    }

    @Test func `are refused when too many wait, and answered when the engine ends`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let acts = try acts()
        for _ in 0...Acts.requestsMax { ask(acts) }
        #expect(answers.all == ["busy: too many acts wait to begin: try again in a moment"])
        acts.stopped()
        #expect(answers.all.count == Acts.requestsMax + 1)
        ask(acts, isStopping: true)
        #expect(answers.all.last == "busy: the bridge is stopping: try again in a moment")
    }
}
