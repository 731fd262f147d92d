import Bridge

/// Moments as log lines have them: `2026-08-19T07:05:09.042Z` (RFC 3339).
enum Timestamp {
    static func text(_ time: UnixTime) -> String {
        let seconds = time.seconds
        let milliseconds = time.milliseconds - seconds * 1_000
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - day * 86_400
        let (year, month, date) = civil(day)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(date, 2))"
            + "T\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2))"
            + ":\(padded(second % 60, 2)).\(padded(milliseconds, 3))Z"
    }

    /// The Gregorian date of a day counted from 1970-01-01. The year begins in March here, so that
    /// the leap day is its last and every month's start follows from one formula.
    private static func civil(_ day: Int64) -> (year: Int64, month: Int64, date: Int64) {
        let sinceEra = day + 719_468  // days from 0000-03-01 to 1970-01-01
        let era = (sinceEra >= 0 ? sinceEra : sinceEra - 146_096) / 146_097
        let dayOfEra = sinceEra - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let date = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
