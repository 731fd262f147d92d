/// The date of a response: `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate, RFC 9110 §5.6.7).
package enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter secondsSince1970: not before 1970, not after the year 9999.
    package static func bytes(secondsSince1970: Int) -> [UInt8] {
        precondition(secondsSince1970 >= 0 && secondsSince1970 < 253_402_300_800)
        let (dayNumber, second) = secondsSince1970.quotientAndRemainder(dividingBy: 86400)
        let date = civil(dayNumber: dayNumber)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(29)
        bytes.append(contentsOf: days[dayNumber % 7].utf8)
        bytes.append(contentsOf: ", ".utf8)
        append(date.day, to: &bytes)
        bytes.append(Octets.space)
        bytes.append(contentsOf: months[date.month - 1].utf8)
        bytes.append(Octets.space)
        append(date.year / 100, to: &bytes)
        append(date.year % 100, to: &bytes)
        bytes.append(Octets.space)
        append(second / 3600, to: &bytes)
        bytes.append(Octets.colon)
        append(second / 60 % 60, to: &bytes)
        bytes.append(Octets.colon)
        append(second % 60, to: &bytes)
        bytes.append(contentsOf: " GMT".utf8)
        return bytes
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        bytes.append(UInt8(0x30 + number / 10))
        bytes.append(UInt8(0x30 + number % 10))
    }

    /// The Gregorian date of a day counted from 1970-01-01. Years are counted from March, so that
    /// the leap day is the last of its year; 400 years always have 146,097 days.
    private static func civil(dayNumber: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
        let leapDays = dayOfEra / 1460 - dayOfEra / 36524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }
}
