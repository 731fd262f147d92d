import Bridge
import Foundation
import Store
import Testing

@Suite struct `The write-ahead log` {
    @Test func `is moved into the file while the store works`() async throws {
        let workplace = try Workplace()
        var options = StoreOptions()
        options.checkpointFrames = 100
        options.commitIntervalMin = .zero
        let store = try workplace.store(options)
        defer { store.stop() }
        let key = try await store.key(of: .sample())
        for row in 0..<600 {
            let step = InvocationStep(
                key: key, at: .sample, progress: .running(600, claimedTo: row + 1),
                calls: [.sample(row, 1)])
            try await store.write(step).get()
        }
        let log = try FileManager.default.attributesOfItem(atPath: workplace.path + "-wal")
        // 600 commits of two pages and more; without a checkpoint the log holds them all.
        #expect(try #require(log[.size] as? Int) < 200 * options.pageBytes)
    }

    @Test func `shows a reader each commit once it is told`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let key = try await store.key(of: .sample())
        let reader = try store.reader()
        for row in 0..<20 {
            try await store.write(
                InvocationStep(key: key, at: .sample, calls: [.sample(row, 1)])
            ).get()
            #expect(try reader.callRanges(of: key, from: 0).count == row + 1)
        }
    }
}
