import Bridge
import Service
import Synchronization
import Testing

@Suite struct `A watchdog` {
    /// A loop that answers when the test lets it.
    private final class Stub: Sendable {
        private let questions = Mutex<[@Sendable () -> Void]>([])
        let name: String

        init(_ name: String) { self.name = name }

        var loop: Heartbeat.Loop {
            .init(name) { question in self.questions.withLock { $0.append(question) } }
        }
        var count: Int { questions.withLock { $0.count } }

        func answer() {
            for question in questions.withLock({ exchange(&$0, with: []) }) { question() }
        }
    }

    private static let start = MonotonicTime(nanoseconds: 1_000_000_000)

    private func watchdog(
        _ heartbeat: Heartbeat, seconds: Int = 60
    ) throws -> Watchdog {
        try #require(
            Watchdog(
                ["WATCHDOG_USEC": "\(seconds * 1_000_000)", "WATCHDOG_PID": "7"], processID: 7,
                heartbeat: heartbeat, now: Self.start))
    }

    private func after(_ seconds: Int) -> MonotonicTime {
        Self.start.advanced(by: .seconds(seconds))
    }

    @Test func `asks every loop again only when all have answered`() {
        let (engine, store) = (Stub("engine"), Stub("store"))
        let heartbeat = Heartbeat([engine.loop, store.loop])
        #expect(heartbeat.listen() == [])
        #expect(heartbeat.listen() == ["engine", "store"])
        engine.answer()
        #expect(heartbeat.listen() == ["store"])
        #expect(engine.count == 0 && store.count == 1, "one question waits for who is stuck")
        store.answer()
        #expect(heartbeat.listen() == [])
        #expect(engine.count == 1 && store.count == 1)
    }

    @Test func `is fed four times in its interval while all answer`() throws {
        let engine = Stub("engine")
        var watchdog = try watchdog(Heartbeat([engine.loop]))
        #expect(watchdog.look(now: after(0)) == .alive)
        engine.answer()
        #expect(watchdog.look(now: after(14)) == .quiet)
        #expect(watchdog.look(now: after(15)) == .alive)
        engine.answer()
        #expect(watchdog.look(now: after(31)) == .alive)
    }

    @Test func `is not fed while one is stuck, which is told once`() throws {
        let (engine, store) = (Stub("engine"), Stub("store"))
        var watchdog = try watchdog(Heartbeat([engine.loop, store.loop]))
        #expect(watchdog.look(now: after(0)) == .alive)
        engine.answer()
        for second in 1..<30 { #expect(watchdog.look(now: after(second)) == .quiet) }
        #expect(watchdog.look(now: after(30)) == .silent(["store"]))
        for second in 31..<60 { #expect(watchdog.look(now: after(second)) == .quiet) }
        // A disk that took its time: nothing is lost.
        store.answer()
        #expect(watchdog.look(now: after(60)) == .alive)
        #expect(watchdog.look(now: after(90)) == .silent(["engine", "store"]))
    }

    @Test(arguments: [
        [:], ["WATCHDOG_USEC": "0"], ["WATCHDOG_USEC": "x"],
        ["WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "8"],
    ])
    func `does not watch where nobody asks for it`(_ environment: [String: String]) {
        let heartbeat = Heartbeat([])
        #expect(
            Watchdog(environment, processID: 7, heartbeat: heartbeat, now: Self.start) == nil)
    }
}
