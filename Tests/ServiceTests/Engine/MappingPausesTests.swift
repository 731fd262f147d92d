import Bridge
import Testing

@testable import Service

@Suite struct `The pauses of mappings` {
    private func at(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: 0).advanced(by: .seconds(1_000 + seconds))
    }

    @Test func `begin with a refusal that every row would meet, and end by themselves`() {
        var pauses = MappingPauses()
        #expect(!pauses.isPaused("a", now: at(0)))
        let delay = pauses.halt("a", now: at(0))
        #expect(delay == MappingPauses.haltDuration)
        #expect(pauses.isPaused("a", now: at(119.9)))
        #expect(!pauses.isPaused("b", now: at(0)))
        #expect(!pauses.isPaused("a", now: at(120)))
    }

    @Test func `grow with each failure, and not with calls that fail together`() {
        var pauses = MappingPauses()
        for _ in 0..<3 {
            let delay = pauses.failed("a", now: at(0), retryAfter: nil, jitter: 1)
            #expect(delay == .milliseconds(500))
        }
        #expect(pauses.failed("a", now: at(0.5), retryAfter: nil, jitter: 1) == .seconds(1))
        #expect(
            pauses.failed("a", now: at(1.5), retryAfter: .seconds(40), jitter: 1) == .seconds(40))
        #expect(pauses.isPaused("a", now: at(41)))
        #expect(!pauses.isPaused("a", now: at(41.5)))
    }

    @Test func `are not cut short by a later and shorter one`() {
        var pauses = MappingPauses()
        _ = pauses.halt("a", now: at(0))
        _ = pauses.failed("a", now: at(1), retryAfter: nil, jitter: 0)
        #expect(pauses.isPaused("a", now: at(119)))
    }

    @Test func `end when a call finds the reason gone, which is told once`() {
        var pauses = MappingPauses()
        #expect(pauses.mended("a") == false)
        _ = pauses.halt("a", now: at(0))
        #expect(pauses.mended("b") == false)
        #expect(pauses.mended("a") == true)
        #expect(pauses.mended("a") == false)
        #expect(!pauses.isPaused("a", now: at(0)))
    }

    @Test func `let one call find out when they are over, and the others after it`() {
        var pauses = MappingPauses()
        #expect(pauses.began("a") == false)
        _ = pauses.halt("a", now: at(0))
        #expect(!pauses.isPaused("a", now: at(120)))
        #expect(pauses.began("a") == true)
        // The others wait for what it finds, without a timer.
        #expect(pauses.isPaused("a", now: at(121)))
        pauses.park(.sample(1, mapping: "a"))
        #expect(pauses.nextEnd == nil)
        // It found out nothing: another one may try.
        pauses.probeEnded("a")
        #expect(!pauses.isPaused("a", now: at(122)))
        #expect(pauses.began("a") == true)
        pauses.probeEnded("a")
        #expect(pauses.mended("a") == true)
        #expect(pauses.takeResumed(at(123)).map(\.key.number) == [1])
    }

    @Test func `keep invocations until the pause of their own mapping is over`() {
        var pauses = MappingPauses()
        _ = pauses.halt("long", now: at(0))
        _ = pauses.failed("short", now: at(0), retryAfter: .seconds(10), jitter: 1)
        #expect(pauses.nextEnd == nil)
        pauses.park(.sample(1, mapping: "long"))
        pauses.park(.sample(2, mapping: "short"))
        pauses.park(.sample(3, mapping: "short"))
        #expect(pauses.nextEnd == at(10))
        #expect(pauses.takeResumed(at(9)).count == 0)
        // In the order in which they were parked.
        #expect(pauses.takeResumed(at(10)).map(\.key.number) == [2, 3])
        #expect(pauses.nextEnd == at(120))
        #expect(pauses.mended("long") == true)
        #expect(pauses.takeResumed(at(11)).map(\.key.number) == [1])
        #expect(pauses.takeResumed(at(999)).count == 0)
    }
}
