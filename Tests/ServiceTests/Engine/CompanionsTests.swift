import Bridge
import Testing

@testable import Service

@Suite struct `What calls have brought` {
    private var companions = Companions()

    /// So many milliseconds after the first call left.
    private static func at(_ milliseconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: 1_000_000_000).advanced(by: .milliseconds(milliseconds))
    }

    private mutating func leave(_ moments: Double...) {
        for moment in moments { companions.leave(Self.at(moment)) }
    }

    private mutating func end(_ leftAt: Double, at moment: Double) {
        companions.end(leftAt: Self.at(leftAt), Self.at(moment))
    }

    private func waitsUntil(_ moment: Double) -> MonotonicTime? {
        companions.waitsUntil(Self.at(moment))
    }

    @Test mutating func `waits until all that left together have ended`() {
        leave(0, 0, 0, 1, 2)
        end(0, at: 192)
        #expect(waitsUntil(192) == Self.at(196))
        for (leftAt, moment) in [(2.0, 193.0), (0, 193.5), (1, 194)] {
            end(leftAt, at: moment)
            #expect(waitsUntil(moment) == Self.at(196))
        }
        end(0, at: 194.5)
        #expect(waitsUntil(194.5) == nil)
    }

    @Test mutating func `waits for a part of the time that the first call took, and no longer`() {
        leave(0, 0)
        end(0, at: 48)
        #expect(waitsUntil(48) == Self.at(49))
        #expect(waitsUntil(48.999) == Self.at(49))
        #expect(waitsUntil(49) == nil)
        companions.go()
        leave(100, 100)
        end(100, at: 101)
        #expect(waitsUntil(101)?.nanoseconds == Self.at(101).nanoseconds + 1_000_000 / 48)
    }

    @Test mutating func `waits five milliseconds for calls that take minutes`() {
        leave(0, 0)
        end(0, at: 90_000)
        #expect(waitsUntil(90_000) == Self.at(90_005))
    }

    @Test mutating func `does not wait for calls that took no time`() {
        leave(0, 0)
        end(0, at: 0)
        #expect(waitsUntil(0) == nil)
    }

    @Test mutating func `does not wait where nothing else is under way`() {
        leave(0)
        end(0, at: 640)
        #expect(waitsUntil(640) == nil)
    }

    /// One that hangs, and one that has only just left.
    @Test mutating func `does not wait for those that left long before or after`() {
        leave(0, 100, 105)
        end(100, at: 292)
        #expect(waitsUntil(292) == nil)
        companions.go()
        leave(293)
        end(105, at: 297)
        #expect(waitsUntil(297) == nil)
    }

    /// Else each that comes would keep all waiting for another one.
    @Test mutating func `waits no longer for the second than for the first`() {
        leave(0, 0, 0, 2, 2, 4, 4, 6, 6)
        end(0, at: 192)
        #expect(waitsUntil(192) == Self.at(196))
        end(2, at: 193)
        #expect(waitsUntil(193) == Self.at(196))
        end(4, at: 195)
        #expect(waitsUntil(195) == Self.at(196))
        #expect(waitsUntil(196) == nil)
    }

    @Test mutating func `goes once there is enough of it`() {
        for _ in 0..<40 { leave(0) }
        for ended in 1...19 {
            end(0, at: 640)
            #expect(waitsUntil(640) == Self.at(645), "\(ended)")
        }
        end(0, at: 640)
        #expect(waitsUntil(640) == nil)
        companions.go()
        #expect(waitsUntil(640) == nil)
        end(0, at: 641)
        #expect(waitsUntil(641) == Self.at(646))
    }

    /// A wait that nobody ended must not become the next one's.
    @Test mutating func `waits anew after it has gone`() {
        leave(0, 0, 0)
        end(0, at: 640)
        companions.go()
        end(0, at: 700)
        #expect(waitsUntil(700) == Self.at(705))
        companions.go()
        #expect(waitsUntil(700) == nil)
    }

    /// What was sent once more left anew.
    @Test mutating func `forgets when a call left that has ended`() {
        leave(0, 1)
        end(0, at: 100)
        end(1, at: 100)
        companions.go()
        leave(200)
        end(200, at: 300)
        #expect(waitsUntil(300) == nil)
    }
}
