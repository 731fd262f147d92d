import Bridge

/// Reads the three forms of a date that RFC 9110, section 5.6.7, obliges a recipient to take:
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The moment; `nil` when the text is no such date. `now` decides the century of two digits.
    static func time(_ text: String, now: UnixTime) -> UnixTime? {
        // The name of the day tells nothing that the date does not.
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }.dropFirst().map(String.init)
        guard words.count >= 4 else { return nil }
        if let month = months.firstIndex(of: words[0]) {
            guard words.count == 4, let year = number(words[3], digits: 4...4) else { return nil }
            return time(year, month, words[1], words[2])
        }
        guard words.count == 5, words[4] == "GMT", let month = months.firstIndex(of: words[1])
        else { return nil }
        if let year = number(words[2], digits: 4...4) {
            return time(year, month, words[0], words[3])
        }
        guard let short = number(words[2], digits: 2...2) else { return nil }
        // "MUST interpret a timestamp that appears to be more than 50 years in the future as
        // representing the most recent year in the past that had the same last two digits".
        let thisYear = 1970 + Int(now.seconds / 31_556_952)
        let year = thisYear / 100 * 100 + short
        return time(year > thisYear + 50 ? year - 100 : year, month, words[0], words[3])
    }

    private static func time(
        _ year: Int, _ month: Int, _ dayText: String, _ clock: String
    ) -> UnixTime? {
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let day = number(dayText, digits: 1...2), (1...31).contains(day), parts.count == 3,
            let hour = number(parts[0], digits: 2...2), hour < 24,
            let minute = number(parts[1], digits: 2...2), minute < 60,
            let second = number(parts[2], digits: 2...2), second <= 60
        else { return nil }
        let days = daysSince1970(year, month + 1, day)
        return UnixTime(seconds: Int64(days * 86_400 + hour * 3_600 + minute * 60 + second))
    }

    /// Days of the Gregorian calendar, counted in years that begin in March, so that the day of a
    /// leap year is the last one.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + (marchMonth * 153 + 2) / 5 + day - 1 - 719_468
    }

    private static func number(_ text: String, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text)
    }
}
