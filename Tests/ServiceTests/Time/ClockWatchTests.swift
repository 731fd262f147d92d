import Bridge
import Testing

@testable import Service

@Suite struct `The watch over the wall clock` {
    private static let start = UnixTime(seconds: 1_800_000_000)
    private static let began = MonotonicTime(nanoseconds: 5_000_000_000)

    private static func watch(lastSeen: Duration?) -> ClockWatch {
        ClockWatch(
            wall: start, now: began, lastSeen: lastSeen.map { start.advanced(by: .zero - $0) })
    }

    /// Looks after so long, the wall clock having jumped meanwhile.
    private static func look(
        _ watch: inout ClockWatch, after passed: Duration, jumped: Duration = .zero
    ) -> Duration? {
        watch.look(
            wall: start.advanced(by: passed + jumped), now: began.advanced(by: passed))
    }

    @Test func `believes a clock that goes on where the store left it`() {
        #expect(Self.watch(lastSeen: nil).isTrusted)
        #expect(Self.watch(lastSeen: .zero).isTrusted)
        #expect(Self.watch(lastSeen: .seconds(12 * 3_600)).isTrusted)
    }

    @Test(arguments: [Duration.seconds(2 * 86_400), .year, .zero - .hour, .zero - .year])
    func `waits a day after a start at a strange time`(gap: Duration) {
        var watch = Self.watch(lastSeen: gap)
        #expect(!watch.isTrusted)
        #expect(Self.look(&watch, after: .seconds(86_399)) == nil)
        #expect(!watch.isTrusted)
        #expect(Self.look(&watch, after: .seconds(86_400)) == nil)
        #expect(watch.isTrusted)
    }

    @Test(arguments: [Duration.hour, .year, .zero - .hour, .zero - .year])
    func `tells a jump once, and waits a day after it`(jump: Duration) {
        var watch = Self.watch(lastSeen: nil)
        #expect(Self.look(&watch, after: .seconds(60)) == nil)
        #expect(Self.look(&watch, after: .seconds(61), jumped: jump) == jump)
        #expect(!watch.isTrusted)
        #expect(Self.look(&watch, after: .seconds(62), jumped: jump) == nil)
        // Whoever sets it right makes it jump once more.
        #expect(Self.look(&watch, after: .seconds(600)) == .zero - jump)
        #expect(Self.look(&watch, after: .seconds(600 + 86_399)) == nil)
        #expect(!watch.isTrusted)
        #expect(Self.look(&watch, after: .seconds(600 + 86_400)) == nil)
        #expect(watch.isTrusted)
    }

    @Test func `overlooks a clock that is set by seconds, as clocks are`() {
        var watch = Self.watch(lastSeen: nil)
        for second in 1...1_000 {
            let drift = Duration.seconds(second)
            #expect(Self.look(&watch, after: .seconds(second), jumped: drift) == nil)
        }
        #expect(watch.isTrusted)
    }
}
