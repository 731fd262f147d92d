import Bridge
import Testing

@testable import Service

@Suite struct `The lanes` {
    private func at(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: 0).advanced(by: .seconds(1_000 + seconds))
    }

    private func gate(_ calls: Int = 32) -> TargetGate {
        TargetGate(
            callsInFlightMax: calls, operationsPerSecondMax: nil, operationsPerCallMax: 1,
            retry: .mpo)
    }

    private func entry(_ number: Int64, _ name: String = "a") -> Lane.Entry {
        Lane.Entry(invocation: .sample(number, mapping: name), errand: nil, since: at(0))
    }

    /// Calls leave, and do not end, until nothing may leave any more. - Returns: their lanes.
    private func fill(_ board: LaneBoard, places: Int) -> [String] {
        var names: [String] = []
        while let lane = board.next(placesFree: places - names.count, at(0)),
            board.popFirst(lane) != nil
        {
            _ = lane.gate.entered(operations: 1, now: at(0))
            names.append(lane.name)
        }
        return names
    }

    @Test func `let the one with the fewest calls in flight go first`() {
        let board = LaneBoard(.rows, lanesMax: 10)
        let slow = board.lane("slow") { gate() }
        let fast = board.lane("fast") { gate() }
        for number in 1...40 { board.append(entry(Int64(number)), to: slow) }
        #expect(Set(fill(board, places: 32)) == ["slow"])
        for number in 100..<140 { board.append(entry(Int64(number)), to: fast) }
        // Some places are always free for it, although the other one wanted them all.
        let left = fill(board, places: 32 - slow.gate.callsInFlight)
        #expect(left.count(where: { $0 == "fast" }) >= 3)
    }

    @Test func `share places in equal parts when all want them`() {
        let board = LaneBoard(.rows, lanesMax: 10)
        for name in ["a", "b", "c"] {
            let lane = board.lane(name) { gate() }
            for number in 1...40 { board.append(entry(Int64(number)), to: lane) }
        }
        let left = fill(board, places: 32)
        for name in ["a", "b", "c"] { #expect((9...11).contains(left.count { $0 == name })) }
        // One place stays free, for whoever comes.
        #expect((30...31).contains(left.count))
    }

    @Test func `give one that is alone all places`() {
        let board = LaneBoard(.rows, lanesMax: 10)
        let lane = board.lane("a") { gate() }
        for number in 1...40 { board.append(entry(Int64(number)), to: lane) }
        #expect(fill(board, places: 32).count == 32)
    }

    @Test func `let one pass by that is paused`() {
        let board = LaneBoard(.host, lanesMax: 10)
        let dead = board.lane("dead") { gate() }
        let well = board.lane("well") { gate() }
        board.append(entry(1), to: dead)
        board.append(entry(2), to: well)
        let pass = dead.gate.entered(operations: 1, now: at(0))
        let failed = board.failed(dead, pass, .unwell, at(0), jitter: 1)
        #expect(failed.isNews && failed.delay == .milliseconds(500))
        #expect(board.pausedCount == 1)
        #expect(fill(board, places: 32) == ["well"])
        #expect(board.opensAt(placesFree: 31, at(0)) { _ in at(0) } == at(0.5))
        #expect(board.next(placesFree: 31, at(0.5))?.name == "dead")
        let probe = dead.gate.entered(operations: 1, now: at(0.5))
        #expect(board.left(dead, probe))
        #expect(board.pausedCount == 0)
    }

    @Test func `obey the lane's own limit, and say when it opens`() {
        let board = LaneBoard(.rows, lanesMax: 10)
        let lane = board.lane("a") { gate(2) }
        for number in 1...4 { board.append(entry(Int64(number)), to: lane) }
        #expect(fill(board, places: 32).count == 2)
        #expect(board.opensAt(placesFree: 30, at(0)) { _ in at(0) } == nil)
    }

    @Test func `are forgotten when nobody knows them, and share one when there are too many`() {
        let board = LaneBoard(.host, lanesMax: 3)
        let kept = board.lane("kept") { gate() }
        for name in ["x", "y", "z", "w"] {
            let lane = board.lane(name) { gate() }
            #expect(lane.name == name)
        }
        #expect(board.lane("kept") { gate() } === kept)
        let more = ["m", "n"].map { name in board.lane(name) { gate() } }
        let others = ["o", "p"].map { name in board.lane(name) { gate() } }
        #expect(others[0] === others[1])
        #expect(!more.contains { $0 === others[0] })
    }

    @Test func `name the entries that stand far behind, in order`() {
        let board = LaneBoard(.host, lanesMax: 3)
        let lane = board.lane("a") { gate() }
        let entries = (1...100).map { entry($0) }
        for entry in entries { board.append(entry, to: lane) }
        var surplus: [Int64] = []
        board.forEachSurplus(at(1), wanted: { $0.wanted(at(1)) }) { entry, _ in
            surplus.append(entry.invocation.key.number)
        }
        // They have not waited for long, and will perhaps be served.
        #expect(surplus == [])
        board.forEachSurplus(at(2), wanted: { $0.wanted(at(2)) }) { entry, _ in
            surplus.append(entry.invocation.key.number)
        }
        #expect(surplus == Array(Int64(Lane.keptMax + 1)...100))
        let gone = Set(surplus)
        board.removeAll { gone.contains($0.invocation.key.number) }
        #expect(lane.queue.count == Lane.keptMax)
        // Before a paused target one is enough: the next probe.
        let pass = lane.gate.entered(operations: 1, now: at(0))
        _ = board.failed(lane, pass, .unwell, at(0), jitter: 1)
        var behind = 0
        board.forEachSurplus(at(0), wanted: { $0.wanted(at(0)) }) { _, _ in behind += 1 }
        #expect(behind == Lane.keptMax - 1)
        // Before one that an operator holds, none is: no probe leaves.
        board.hold("a", true)
        behind = 0
        board.forEachSurplus(at(0), wanted: { $0.wanted(at(0)) }) { _, _ in behind += 1 }
        #expect(behind == Lane.keptMax)
    }
}

@Suite struct `A call to a product that fails` {
    @Test func `is the host's matter, unless others fare better`() {
        var gate = TargetGate(
            callsInFlightMax: 2, operationsPerSecondMax: nil, operationsPerCallMax: 1,
            retry: .host)
        var slot = ErrandSlot()
        let now = MonotonicTime(nanoseconds: 0)
        var isOwn = [slot.failedOnItsOwn(gate), slot.failedOnItsOwn(gate)]
        gate.left(gate.entered(operations: 1, now: now))
        isOwn += [slot.failedOnItsOwn(gate), slot.failedOnItsOwn(gate)]
        #expect(isOwn == [false, false, true, false])
    }
}
