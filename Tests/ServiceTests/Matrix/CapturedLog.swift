import Service
import Synchronization

/// The log of a service within this process.
final class CapturedLog: Sendable {
    private let lines = Mutex<[String]>([])

    /// A log that tells every line.
    func log(_ clock: BridgeClock = .system) -> Log {
        Log(
            level: .debug, limit: RepeatLimit(troublesMax: 10_000, routinesMax: 10_000),
            wallTime: clock.wall, time: clock.now,
            sink: { line in
                self.lines.withLock {
                    $0.append(String(decoding: line.dropLast(), as: UTF8.self))
                }
            })
    }

    var all: [String] { lines.withLock { $0 } }

    /// The lines of an event that hold all of these texts.
    func found(_ event: String, _ texts: [String] = []) -> [String] {
        all.filter { line in
            line.contains("event=\(event) ") && texts.allSatisfy(line.contains)
        }
    }

    /// Waits for so many of them.
    func wait(
        for event: String, _ texts: String..., count: Int = 1, within limit: Duration = .seconds(60)
    ) async -> Bool {
        await Patience.wait(within: limit) { self.found(event, texts).count >= count }
    }
}

/// Waits for what comes by itself.
enum Patience {
    static func wait(within limit: Duration, until condition: () -> Bool) async -> Bool {
        let end = ContinuousClock.now + limit
        while !condition() {
            guard ContinuousClock.now < end else { return false }
            // Sleeps because nobody tells when a condition comes true.
            try? await Task.sleep(for: .milliseconds(10))
        }
        return true
    }
}
