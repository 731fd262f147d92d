import Bridge
import Testing

@Suite struct `A moment` {
    @Test(
        arguments: [
            (0, 0), (999, 0), (1_000, 1), (1_999, 1), (-1, -1), (-1_000, -1), (-1_001, -2),
            (Int64.max, 9_223_372_036_854_775), (Int64.min, -9_223_372_036_854_776),
        ] as [(Int64, Int64)])
    func `of the wall clock has whole seconds, rounded down`(milliseconds: Int64, seconds: Int64) {
        #expect(UnixTime(milliseconds: milliseconds).seconds == seconds)
    }

    @Test func `of the wall clock can be made from seconds`() {
        #expect(UnixTime(seconds: 1_700_000_000).milliseconds == 1_700_000_000_000)
        #expect(UnixTime(seconds: -1) < UnixTime(milliseconds: -999))
    }

    @Test func `moves by a duration`() {
        #expect(UnixTime(milliseconds: 5).advanced(by: .seconds(60)).milliseconds == 60_005)
        #expect(UnixTime(milliseconds: 5).advanced(by: .milliseconds(-6)).milliseconds == -1)
        let moment = MonotonicTime(nanoseconds: 5)
        #expect(moment.advanced(by: .microseconds(1)).nanoseconds == 1_005)
        #expect(moment.duration(to: moment.advanced(by: .seconds(3))) == .seconds(3))
        #expect(moment.advanced(by: .seconds(3)).duration(to: moment) == .seconds(-3))
    }

    @Test func `stops at the last one there is, and at the first`() {
        let centuries = Duration.seconds(1 << 40)
        #expect(MonotonicTime(nanoseconds: 1).advanced(by: centuries).nanoseconds == .max)
        #expect(MonotonicTime(nanoseconds: -1).advanced(by: .zero - centuries).nanoseconds == .min)
        let last = UnixTime(milliseconds: .max)
        #expect(last.advanced(by: .milliseconds(1)) == last)
        #expect(last.advanced(by: .seconds(Int64.max)) == last)
        let first = UnixTime(milliseconds: .min)
        #expect(first.advanced(by: .milliseconds(-1)) == first)
    }
}

@Suite struct `A duration` {
    @Test func `has whole milliseconds and nanoseconds, rounded towards zero`() {
        #expect(Duration.microseconds(1_999).inMilliseconds == 1)
        #expect(Duration.microseconds(-1_999).inMilliseconds == -1)
        #expect(Duration.seconds(61).inMilliseconds == 61_000)
        let second = Duration(secondsComponent: 1, attosecondsComponent: 999)
        #expect(second.inNanoseconds == 1_000_000_000)
        #expect(Duration.milliseconds(-1).inNanoseconds == -1_000_000)
    }

    @Test(arguments: [
        Duration.seconds(Int64.max), .seconds(9_223_372_037),
        Duration(secondsComponent: 9_223_372_036, attosecondsComponent: 999_999_999_999_999_999),
    ])
    func `that does not fit into nanoseconds is the longest one that does`(duration: Duration) {
        #expect(duration.inNanoseconds == .max)
        #expect((Duration.zero - duration).inNanoseconds == .min)
    }

    @Test func `that does not fit into milliseconds is the longest one that does`() {
        #expect(Duration.seconds(Int64.max).inMilliseconds == .max)
        #expect(Duration.seconds(Int64.min).inMilliseconds == .min)
        let edge = Duration(
            secondsComponent: 9_223_372_036_854_775, attosecondsComponent: 999_000_000_000_000_000)
        #expect(edge.inMilliseconds == .max)
    }
}
