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
