/// Durations as people write them: `"250ms"`, `"30s"`, `"5m"`, `"24h"`, `"30d"`.
enum DurationText {
    /// The largest first, so that a duration is written with the unit that fits it best.
    private static let units: [(name: String, milliseconds: Int)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
        ("ms", 1),
    ]

    static func duration(_ text: String) -> Duration? {
        guard let (number, unit) = NumberAndUnit.split(text),
            let scale = units.first(where: { $0.name == unit })
        else { return nil }
        let (milliseconds, overflow) = number.multipliedReportingOverflow(by: scale.milliseconds)
        return overflow ? nil : .milliseconds(milliseconds)
    }

    /// The shortest form, rounded down to milliseconds.
    static func text(_ duration: Duration) -> String {
        let milliseconds =
            duration.components.seconds * 1_000
            + duration.components.attoseconds / 1_000_000_000_000_000
        guard milliseconds != 0 else { return "0s" }
        let unit = units.first { milliseconds.isMultiple(of: Int64($0.milliseconds)) }
        return "\(milliseconds / Int64(unit?.milliseconds ?? 1))\(unit?.name ?? "ms")"
    }

    /// A duration within a range: `30s` where that is one.
    static func example(_ range: ClosedRange<Duration>) -> String {
        range.contains(.seconds(30)) ? "30s" : text(range.lowerBound)
    }

    /// What to write instead of a text that is no duration: always one that is accepted. A number
    /// without a unit may mean several.
    static func mend(
        for text: String, _ range: ClosedRange<Duration>, _ example: String
    ) -> String {
        let isBare = !text.isEmpty && text.utf8.allSatisfy { ASCII.isDigit($0) }
        let units = isBare ? ["s", "m", "h", "d"].map { text + $0 } : [proposal(for: text) ?? ""]
        let fitting = units.filter { duration($0).map { range.contains($0) } ?? false }
        switch fitting.count {
        case 0: return "write \"\(example)\" or the like"
        case _ where fitting[0] == text + "s" || fitting.count == 1:
            return "write \"\(fitting[0])\""
        default:
            let choice = fitting.map { "\"\($0)\"" }.joined(separator: " or ")
            return "write \(choice), whichever is meant"
        }
    }

    /// What was probably meant: `30 seconds` is `30s`.
    static func proposal(for text: String) -> String? {
        guard let (number, unit) = NumberAndUnit.split(text) else { return nil }
        switch unit.lowercased().filter({ $0 != " " }) {
        case "ms", "msec", "millis", "milliseconds": return "\(number)ms"
        case "", "s", "sec", "secs", "second", "seconds": return "\(number)s"
        case "m", "min", "mins", "minute", "minutes": return "\(number)m"
        case "h", "hour", "hours": return "\(number)h"
        case "d", "day", "days": return "\(number)d"
        default: return nil
        }
    }
}

extension Duration {
    static func minutes(_ count: Int) -> Duration { .seconds(60 * count) }
    static func hours(_ count: Int) -> Duration { .minutes(60 * count) }
    static func days(_ count: Int) -> Duration { .hours(24 * count) }
}
