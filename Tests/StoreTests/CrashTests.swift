import Bridge
import Foundation
import Store
import Testing

/// A process that is killed while it writes: what it was told is on the disk, and every unit is
/// whole.
@Suite struct `A killed process` {
    @Test(arguments: [1, 40, 300])
    func `finds all that it was told`(unitsMin: Int) async throws {
        let workplace = try Workplace()
        let path: String = workplace.path
        for round in 1...3 {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, unitsMin = unitsMin as Int] in
                try await CrashingWriter(path: path, unitsMin: unitsMin).run()
            }
            try Self.check(workplace, round)
        }
    }

    @Test(arguments: [1, 3, 15])
    func `leaves a large act whole, up to the step it had come to`(stepsMin: Int) async throws {
        let workplace = try Workplace()
        let path: String = workplace.path
        let rows = CrashingAct.rowCount
        let store = try workplace.store()
        let key = try await store.key(of: .sample(rows: rows))
        var progress = Progress.running(rows, claimedTo: rows).with(.completed)
        (progress.failed, progress.reported) = (rows, rows)
        try await store.write(
            InvocationStep(
                key: key, at: .sample, progress: progress,
                exceptions: (0..<rows).map { .sample($0, .failed) },
                batches: [.sample(1, 0..<rows)])
        ).get()
        store.stop()
        for _ in 1...2 {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, stepsMin = stepsMin as Int] in
                try await CrashingAct(path: path, stepsMin: stepsMin).run()
            }
            try Self.checkAct(workplace, key)
        }
    }

    private static func checkAct(_ workplace: Workplace, _ key: InvocationKey) throws {
        let store = try workplace.store()
        defer { store.stop() }
        let reader = try store.reader()
        let act = try #require(try reader.openActs().first)
        let done = act.record.rows
        #expect(done > 0 && done % CrashingAct.stepRows == 0)
        #expect(act.place == RowPlace(key, done - 1))
        let states = try reader.exceptions(of: key, in: 0..<CrashingAct.rowCount).map(\.state)
        #expect(states == (0..<states.count).map { $0 < done ? .waiting : .failed })
        let progress = try #require(try reader.invocation(key)).progress
        #expect(progress.state == .running && progress.failed == CrashingAct.rowCount - done)
        #expect(try reader.unfinishedInvocations(after: nil, limit: 9) == [key])
        let reported = try reader.reportedRanges(of: key, reachingBeyond: 0)
        #expect(reported.ranges == [done..<CrashingAct.rowCount])
        #expect(reported.count == progress.reported)
    }

    private static func check(_ workplace: Workplace, _ round: Int) throws {
        let store = try workplace.store()
        defer { store.stop() }
        #expect(store.epoch == Int64(2 * round))
        let reader = try store.reader()
        for (key, row) in try told(workplace) {
            let invocation = try #require(try reader.invocation(key))
            #expect(invocation.progress.settledTo >= row)
        }
        let keys = try reader.unfinishedInvocations(after: nil, limit: 1_000)
        #expect(keys.count >= round)
        for key in keys {
            let rows = try #require(try reader.invocation(key)).progress.settledTo
            let calls = try reader.callRanges(of: key, from: 0)
            #expect(calls == stride(from: 0, to: rows, by: 10).map { $0..<$0 + 10 })
            let attempt = try reader.exceptions(of: key, in: 0..<1).first?.attempt ?? 0
            #expect(attempt == rows / 10)
            #expect(try reader.page(of: key, containing: 9) == .sample(0, 10))
        }
    }

    /// What the process noted before it was killed.
    private static func told(_ workplace: Workplace) throws -> [(InvocationKey, Int)] {
        let text = try String(
            contentsOfFile: workplace.path + CrashingWriter.toldSuffix, encoding: .utf8)
        // The kill may have cut the last line.
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap {
            let numbers = $0.split(separator: " ").compactMap { Int64($0) }
            return numbers.count == 2 ? (InvocationKey(numbers[0]), Int(numbers[1])) : nil
        }
    }
}
