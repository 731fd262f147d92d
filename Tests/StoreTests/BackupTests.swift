import Bridge
import Foundation
import SQLite
import Store
import Testing

@Suite struct `A backup` {
    private static func error(_ from: String, _ to: String) -> StoreError? {
        do throws(StoreError) {
            try StoreBackup.run(from: from, to: to) { _, _ in }
            return nil
        } catch { return error }
    }

    private static func names(_ workplace: Workplace) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: workplace.directory.path).sorted()
    }

    @Test func `is a store of its own, as the living one was`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let key = try await store.key(of: .sample(rows: 2_000))
        let copy = workplace.path + " copy %20#?"
        try StoreBackup.run(from: workplace.path, to: copy) { _, _ in }
        _ = try await store.key(of: .sample())
        #expect(try workplace.permissions(" copy %20#?") == 0o600)
        #expect(try StoreVerification.run(path: copy) { _ in }.findings == [])
        let other = try Store(path: copy, now: .sample)
        defer { other.stop() }
        #expect(other.epoch == 2)
        #expect(try other.reader().page(of: key, containing: 1_999)?.rowCount == 1_000)
        let listed = try other.reader().summaries(before: nil, limit: 9).invocations
        #expect(listed.map(\.key) == [key])
    }

    @Test func `is one moment's, although the store goes on, and holds nobody up`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        for _ in 0..<12 { _ = try await store.key(of: .sample(rows: 20_000)) }
        let key = try await store.key(of: .sample(rows: 0))
        let committed = store.commits
        var steps: [(Int, Int)] = []
        var row = 0
        try StoreBackup.run(from: workplace.path, to: workplace.path + ".copy") { done, all in
            steps.append((done, all))
            // The copy waits for this commit, which therefore did not wait for the copy.
            let semaphore = DispatchSemaphore(value: 0)
            let step = InvocationStep(
                key: key, at: .sample, progress: .running(99, claimedTo: row + 1),
                calls: [.results(row, 1)])
            store.write(StoreUnit(steps: [step])) { _ in semaphore.signal() }
            semaphore.wait()
            row += 1
        }
        #expect(store.commits - committed == steps.count)
        #expect(steps.count > 1)
        // Copied once, from the first page to the last.
        #expect(steps.map(\.0) == steps.map(\.0).sorted())
        #expect(Set(steps.map(\.1)).count == 1)
        #expect(steps.last.map { $0.0 == $0.1 } == true)
        let copy = try Connection(path: workplace.path + ".copy", access: .immutable)
        #expect(try copy.integer("SELECT count(*) FROM call") == 0)
        #expect(try copy.integer("SELECT count(*) FROM page") == 240)
    }

    @Test func `never takes the place of a file`() async throws {
        let workplace = try Workplace()
        try workplace.store().stop()
        let copy = workplace.path + ".copy"
        try Data("mine".utf8).write(to: URL(filePath: copy))
        #expect(Self.error(workplace.path, copy) == .exists(path: copy))
        #expect(try Data(contentsOf: URL(filePath: copy)) == Data("mine".utf8))
        let other = workplace.path + ".other"
        try Data("theirs".utf8).write(to: URL(filePath: other + ".partial"))
        #expect(Self.error(workplace.path, other) == .exists(path: other + ".partial"))
        #expect(try Data(contentsOf: URL(filePath: other + ".partial")) == Data("theirs".utf8))
        #expect(Self.error(workplace.path, workplace.path) == .exists(path: workplace.path))
    }

    @Test func `is not made of a damaged store, nor of something else, and leaves nothing`()
        async throws
    {
        let workplace = try Workplace()
        let store = try workplace.store()
        _ = try await store.key(of: .sample(rows: 20_000))
        store.stop()
        let whole = try Data(contentsOf: URL(filePath: workplace.path))
        var bytes = whole
        bytes.replaceSubrange(40_960..<53_248, with: Data(repeating: 0xee, count: 12_288))
        try bytes.write(to: URL(filePath: workplace.path))
        let copy = workplace.path + ".copy"
        #expect(Self.error(workplace.path, copy)?.label == "damaged")
        #expect(try !Self.names(workplace).contains { $0.contains("copy") })
        #expect(Self.error(workplace.path + "-not-there", copy)?.label == "io")
        #expect(Self.error(workplace.path, "/nowhere/copy")?.label == "inaccessible")
        try workplace.stranger().execute("PRAGMA application_id = 7")
        #expect(Self.error(workplace.path, copy)?.label == "foreign")
        #expect(try !Self.names(workplace).contains { $0.contains("copy") })
    }
}
