import Foundation

/// The log of a bridge in this process, to wait for its lines.
final class LogLines: @unchecked Sendable {
    // Sendable: `lines` is used only under `condition`.
    private let condition = NSCondition()
    private var lines: [String] = []

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    func append(_ line: [UInt8]) {
        condition.withLock {
            lines.append(String(decoding: line, as: UTF8.self))
            condition.broadcast()
        }
    }

    /// How many lines hold all of these texts.
    func count(_ texts: String...) -> Int {
        condition.withLock { lines.count { line in texts.allSatisfy(line.contains) } }
    }

    /// Waits until so many lines hold all of these texts.
    func wait(for texts: String..., count: Int = 1, within seconds: TimeInterval = 60) throws {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        var (seen, found) = (0, 0)
        while true {
            found += lines[seen...].count { line in texts.allSatisfy(line.contains) }
            seen = lines.count
            if found >= count { return }
            guard condition.wait(until: deadline) else {
                throw Missing(
                    description: "no \(count) lines with \(texts); the log:\n"
                        + lines.suffix(40).joined())
            }
        }
    }
}
