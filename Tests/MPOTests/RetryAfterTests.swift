import Bridge
import MPO
import Testing

@Suite struct `Retry-After` {
    /// 2023-11-14T22:13:20Z
    static let now = Sample.now

    @Test(
        arguments: [
            ("0", 0), ("5", 5), (" 30 ", 30), ("007", 7), ("3600", 3_600), ("3601", 3_600),
            ("99999999999999999999999", 3_600), ("Tue, 14 Nov 2023 22:13:50 GMT", 30),
            ("Tuesday, 14-Nov-23 22:13:50 GMT", 30), ("Tue Nov 14 22:13:50 2023", 30),
            ("Tue, 14 Nov 2023 22:13:20 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 0), ("Sun Nov  6 08:49:37 1994", 0),
            ("Wed, 15 Nov 2023 22:13:20 GMT", 3_600),
        ] as [(String, Int?)])
    func `is seconds or a date, within an hour`(value: String, seconds: Int?) {
        #expect(duration(value) == seconds.map { .seconds($0) })
    }

    @Test(
        arguments: [
            nil, "", " ", "-5", "1.5", "5s", "soon", "5 6", "Tue, 14 Nov 2023 22:13:50",
            "Tue, 14 Nov 2023 22:13:50 CET", "Tue, 14 Foo 2023 22:13:50 GMT",
            "Tue, 14 Nov 2023 24:13:50 GMT", "Tue, 14 Nov 2023 22:13 GMT",
            "Tue, 32 Nov 2023 22:13:50 GMT", "Tue, 14 Nov 2023 +2:13:50 GMT",
            "2023-11-14T22:13:50Z",
        ] as [String?])
    func `says nothing when it is anything else`(value: String?) {
        #expect(duration(value) == nil)
    }

    @Test func `rounds a part of a second up`() {
        let verdict = Classification().verdict(
            on: Sample.answered(
                "", status: 429, retryAfter: "Tue, 14 Nov 2023 22:13:50 GMT"),
            sent: Sample.sent(), now: UnixTime(milliseconds: Self.now.milliseconds + 1))
        #expect(verdict.retryAfter == .seconds(30))
    }

    @Test func `counts beside a refusal in a 200 too`() {
        let verdict = Classification().verdict(
            on: Sample.answered(
                #"{"request_proc":"ok","ops":[{"proc":"conveyor_is_not_active"}]}"#,
                retryAfter: "7"),
            sent: Sample.sent(), now: Self.now)
        #expect(verdict.operations[0].outcome == .notNow)
        #expect(verdict.retryAfter == .seconds(7))
    }

    @Test func `reads the leap day`() {
        let verdict = Classification().verdict(
            on: Sample.answered(
                "", status: 503, retryAfter: "Thu, 29 Feb 2024 00:00:10 GMT"),
            sent: Sample.sent(), now: UnixTime(seconds: 1_709_164_800))
        #expect(verdict.retryAfter == .seconds(10))
    }

    func duration(_ value: String?) -> Duration? {
        Classification().verdict(
            on: Sample.answered("", status: 429, retryAfter: value), sent: Sample.sent(),
            now: Self.now
        ).retryAfter
    }

    @Test func `counts from the answer's own date, whatever the clock here says`() {
        let year = Duration.seconds(365 * 86_400)
        for wall in [Self.now, Self.now.advanced(by: year), Self.now.advanced(by: .zero - year)] {
            let reference = RetryAfter.reference(
                date: "Tue, 14 Nov 2023 22:13:20 GMT", wall: wall)
            #expect(
                RetryAfter.duration("Tue, 14 Nov 2023 22:13:50 GMT", now: reference)
                    == .seconds(30))
        }
        #expect(RetryAfter.reference(date: nil, wall: Self.now) == Self.now)
        #expect(RetryAfter.reference(date: "yesterday", wall: Self.now) == Self.now)
    }
}
