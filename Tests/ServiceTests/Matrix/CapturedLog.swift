import Service
import Synchronization
import TestSupport

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
