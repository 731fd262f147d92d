import Bridge

/// How often the same line may be written.
package struct RepeatLimit: Hashable, Sendable {
    /// Warnings and errors of one event and key in one window.
    package var troublesMax: Int
    /// Lines of the level info, of one event and key, in one window.
    package var routinesMax: Int
    /// How long lines are counted together.
    package var window: Duration

    package init(
        troublesMax: Int = 20, routinesMax: Int = 200, window: Duration = .seconds(10)
    ) {
        precondition(
            troublesMax > 0 && routinesMax > 0 && window > .zero,
            "a limit that lets nothing through")
        self.troublesMax = troublesMax
        self.routinesMax = routinesMax
        self.window = window
    }

    /// Whoever turns debug lines on wants all of them.
    func linesMax(_ level: Log.Level) -> Int {
        switch level {
        case .debug: .max
        case .info: routinesMax
        case .warning, .error: troublesMax
        }
    }
}

/// Counts lines that come too often instead of letting them through.
struct RepeatLimiter {
    /// What was held back, to be told in one line.
    struct Repeat {
        let event: StaticString
        let key: String
        let level: Log.Level
        let count: Int
        /// From the window's first line to now.
        let duration: Duration
    }

    enum Verdict {
        /// Let it through; what was held back before it is told first.
        case write(Repeat?)
        case hold
    }

    private struct Key: Hashable {
        let event: String
        let key: String
    }

    private struct Window {
        let event: StaticString
        let level: Log.Level
        let start: MonotonicTime
        var written = 0
        var held = 0
    }

    /// Keys come from reasons and mappings, of which there are few; should one ever be open-ended,
    /// it must not cost memory without end.
    private static let keysMax = 1_000

    private let limit: RepeatLimit
    private var windows: [Key: Window] = [:]

    init(_ limit: RepeatLimit) { self.limit = limit }

    mutating func record(
        _ event: StaticString, _ text: String, _ level: Log.Level, at now: MonotonicTime
    ) -> Verdict {
        var key = Key(event: event.description, key: text)
        var known = windows[key]
        if known == nil, windows.count >= Self.keysMax {
            key = Key(event: event.description, key: "")
            known = windows[key]
        }
        var window = known ?? Window(event: event, level: level, start: now)
        var ended: Repeat?
        if isOver(window, at: now) {
            ended = summary(of: window, key, at: now)
            window = Window(event: event, level: level, start: now)
        }
        let isHeld = window.written >= limit.linesMax(level)
        if isHeld { window.held += 1 } else { window.written += 1 }
        windows[key] = window
        return isHeld ? .hold : .write(ended)
    }

    /// Forgets the windows that are over, and says what they held back.
    mutating func takeEnded(at now: MonotonicTime, all: Bool) -> [Repeat] {
        var repeats: [Repeat] = []
        for (key, window) in windows where all || isOver(window, at: now) {
            windows[key] = nil
            if let summary = summary(of: window, key, at: now) { repeats.append(summary) }
        }
        return repeats.sorted { ($0.event.description, $0.key) < ($1.event.description, $1.key) }
    }

    private func isOver(_ window: Window, at now: MonotonicTime) -> Bool {
        window.start.duration(to: now) >= limit.window
    }

    private func summary(of window: Window, _ key: Key, at now: MonotonicTime) -> Repeat? {
        guard window.held > 0 else { return nil }
        return Repeat(
            event: window.event, key: key.key, level: window.level, count: window.held,
            duration: window.start.duration(to: now))
    }
}
