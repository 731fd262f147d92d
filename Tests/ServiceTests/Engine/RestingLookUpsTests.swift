import Bridge
import Foundation
import Store
import Testing

@testable import Service

/// Rows whose tasks are looked up, of an invocation that gives up its place and comes back.
@Suite struct `Look-ups of an invocation that rested` {
    private static let lookUpMax = Reconciler.lookUpMax

    private func at(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: 0).advanced(by: .seconds(1_000_000 + seconds))
    }

    /// Four rows, due after 10, 20, 30 and 40 seconds, the last of which was looked up five times.
    private func resting(overdue: [Double]) throws -> RestingLookUps {
        let invocation = OpenInvocation.sample(1, mapping: "a", rows: 4)
        _ = invocation.machine.claim(max: 4, now: at(0), only: .calls)
        for row in 0..<4 {
            invocation.machine.postponeLookUp(
                row, attempt: 1, until: at(10 * Double(row + 1)))
            var subject = Reconciler.Subject(
                outcome: .unknown, asked: Self.lookUpMax - .seconds(overdue[row]), now: at(0))
            subject.lookUps = row == 3 ? 5 : 1
            invocation.lookUps[row] = subject
        }
        return try #require(RestingLookUps(invocation))
    }

    /// What comes back of them.
    private func returned(
        _ resting: RestingLookUps?, isReturning: Bool = true, now: MonotonicTime,
        asked: Duration = .zero
    ) throws -> (waits: [Duration], overdueAt: [MonotonicTime], lookUps: Set<Int32>) {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "resting-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let wall = UnixTime(seconds: 2_000_000_000)
        return try Turns.one(now: now, wall: wall) { turn in
            let settlement = try Turns.settlement(folder, canLookUp: true)
            var rows = RestoredRows(
                from: 0, isReturning: isReturning, resting, settlement, turn)
            for row in 0..<4 {
                rows.take(
                    ExceptionRecord(
                        row: row, state: .reconciling, attempt: 1, class: .unknown, reason: "",
                        at: wall.advanced(by: .zero - asked), dueAt: wall, result: nil))
            }
            let subjects = (0..<4).compactMap { rows.lookUps[$0] }
            return (
                rows.found.lookUps.map(\.wait), subjects.map(\.overdueAt),
                Set(subjects.map(\.lookUps))
            )
        }
    }

    @Test func `go on at the pace that they had, and do not begin anew`() throws {
        let resting = try resting(overdue: [90, 80, 70, 60])
        #expect(resting.due == at(10)...at(40))
        let back = try returned(resting, now: at(10))
        #expect(back.waits == [.zero, .seconds(10), .seconds(20), .seconds(30)])
        #expect(back.lookUps == [5])
    }

    @Test func `are decided on when they would have been, wherever the clock went`() throws {
        let resting = try resting(overdue: [90, 80, 70, 60])
        // The clock on the wall says that they have been asked for days, or not at all.
        let forward = try returned(resting, now: at(10), asked: .seconds(999_999))
        #expect(forward.overdueAt == Array(repeating: at(60), count: 4))
        let back = try returned(resting, now: at(10), asked: .seconds(-999_999))
        #expect(back.overdueAt == Array(repeating: at(90), count: 4))
        // And where it is right, each has its own time.
        let right = try returned(resting, now: at(10), asked: Self.lookUpMax - .seconds(65))
        #expect(right.overdueAt == Array(repeating: at(75), count: 4))
    }

    @Test func `keep the hour that a restart gives them`() throws {
        let long = Self.lookUpMax + .seconds(1)
        let restarted = try returned(nil, isReturning: false, now: at(0), asked: long)
        let hour = at(3_600)
        #expect(restarted.overdueAt == Array(repeating: hour, count: 4))
        let resting = try resting(overdue: Array(repeating: 3_600, count: 4))
        let back = try returned(resting, now: at(100), asked: long)
        #expect(back.overdueAt == Array(repeating: hour, count: 4))
    }

    @Test func `are looked at at once when they are overdue`() throws {
        let resting = try resting(overdue: [15, 15, 15, 15])
        let back = try returned(resting, now: at(15))
        #expect(back.waits.allSatisfy { $0 <= .zero })
    }
}
