import Testing

@testable import Service

@Suite struct `The places that acts find` {
    /// How many invocations acts can take up in one turn.
    private func count(room: Int, isShared: Bool, isForOne: Bool, turns: Int = 1) -> Int {
        var places = ActPlaces()
        var count = 0
        for _ in 0..<turns {
            places.begin(room: room, isShared: isShared)
            while places.hasOne(isForOne: isForOne) {
                places.takeOne()
                count += 1
            }
            #expect(places.areWantedInVain)
        }
        return count
    }

    @Test func `are a few more than there are, when nobody else waits`() {
        #expect(count(room: 10, isShared: false, isForOne: false) == 60)
        #expect(count(room: -50, isShared: false, isForOne: false) == 0)
    }

    @Test func `are half of those that are free while others wait`() {
        #expect(count(room: 100, isShared: true, isForOne: false) == 50)
        #expect(count(room: 0, isShared: true, isForOne: false) == 0)
        #expect(count(room: -20, isShared: true, isForOne: false) == 0)
        // Of one place that is free again and again each side gets every second one.
        #expect(count(room: 1, isShared: true, isForOne: false, turns: 10) == 5)
    }

    @Test(arguments: [true, false])
    func `are always left to an act about one invocation`(isShared: Bool) {
        #expect(count(room: 10, isShared: isShared, isForOne: true) == 110)
        // Those about many have taken all that they may.
        #expect(count(room: -50, isShared: isShared, isForOne: true) == 50)
    }

    @Test func `are not wanted any more when the next turn begins`() {
        var places = ActPlaces()
        places.begin(room: -100, isShared: false)
        #expect(!places.hasOne(isForOne: true) && places.areWantedInVain)
        places.begin(room: 1, isShared: false)
        #expect(!places.areWantedInVain)
        #expect(places.hasOne(isForOne: true) && !places.areWantedInVain)
    }
}
