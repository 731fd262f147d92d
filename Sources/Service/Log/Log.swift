package import Bridge
import Synchronization

/// What the daemon tells: one line an event, ids only.
///
/// The events are the methods of `Log+Events.swift`, so that the code that calls them reads as a
/// story and nothing else can be logged. A line that comes too often is counted instead, and the
/// count told.
package final class Log: Sendable {
    /// syslog(3): the names, and the numbers of the journal's priorities.
    package enum Level: String, CaseIterable, Comparable, Sendable {
        case debug, info, warning, error

        package var priority: Int {
            switch self {
            case .debug: 7
            case .info: 6
            case .warning: 4
            case .error: 3
            }
        }

        package static func < (left: Level, right: Level) -> Bool {
            left.priority > right.priority
        }
    }

    /// How a line is written.
    package enum Format: String, CaseIterable, Sendable {
        case logfmt, json
    }

    /// What may be changed while the daemon runs.
    private struct State {
        var level: Level
        var format: Format
        var limiter: RepeatLimiter
    }

    private let state: Mutex<State>
    private let isJournal: Bool
    private let wallTime: @Sendable () -> UnixTime
    private let time: @Sendable () -> MonotonicTime
    private let sink: @Sendable ([UInt8]) -> Void

    /// - Parameters:
    ///   - isJournal: lines begin with their priority and carry no time: the journal has its own.
    ///   - limit: how many lines of an event and its key are written before they are counted.
    ///   - wallTime: what lines are stamped with.
    ///   - time: what the limit is measured with.
    ///   - sink: takes one line with its end; any thread.
    package init(
        level: Level = .info, format: Format = .logfmt, isJournal: Bool = false,
        limit: RepeatLimit = RepeatLimit(), wallTime: @escaping @Sendable () -> UnixTime,
        time: @escaping @Sendable () -> MonotonicTime, sink: @escaping @Sendable ([UInt8]) -> Void
    ) {
        state = Mutex(State(level: level, format: format, limiter: RepeatLimiter(limit)))
        self.isJournal = isJournal
        self.wallTime = wallTime
        self.time = time
        self.sink = sink
    }

    /// After a reload.
    package func change(level: Level, format: Format) {
        state.withLock { state in
            state.level = level
            state.format = format
        }
    }

    /// Tells the counts of lines that were held back and whose window is over. Call it every second
    /// or so, and with `all` before the process ends.
    package func tellRepeats(all: Bool = false) {
        let now = time()
        let (repeats, format) = state.withLock { state in
            (state.limiter.takeEnded(at: now, all: all), state.format)
        }
        for repeated in repeats { writeSummary(repeated, format) }
    }

    /// Writes an event, unless its level is too low or it came too often.
    ///
    /// - Parameter key: what makes two lines of one event the same, such as their reason.
    func write(
        _ level: Level, _ event: StaticString, key: @autoclosure () -> String = "",
        _ fields: @autoclosure () -> [LogField]
    ) {
        let decision: (verdict: RepeatLimiter.Verdict, format: Format)? = state.withLock { state in
            guard level >= state.level else { return nil }
            let verdict = state.limiter.record(event, key(), level, at: time())
            return (verdict, state.format)
        }
        guard let decision else { return }
        switch decision.verdict {
        case .hold: return
        case .write(let repeated):
            if let repeated { writeSummary(repeated, decision.format) }
            sink(line(level, event, fields(), decision.format))
        }
    }

    private func writeSummary(_ repeated: RepeatLimiter.Repeat, _ format: Format) {
        var fields = [LogField("repeated", repeated.count)]
        if !repeated.key.isEmpty { fields.append(LogField("key", repeated.key)) }
        fields.append(LogField("milliseconds", repeated.duration))
        sink(line(repeated.level, repeated.event, fields, format))
    }

    private func line(
        _ level: Level, _ event: StaticString, _ fields: [LogField], _ format: Format
    ) -> [UInt8] {
        var line = LogLine(format: format, priority: isJournal ? level.priority : nil)
        line.add(LogField("event", event.description))
        line.add(LogField("level", level.rawValue))
        if !isJournal { line.add(LogField("time", Timestamp.text(wallTime()))) }
        for field in fields { line.add(field) }
        return line.ended()
    }
}
