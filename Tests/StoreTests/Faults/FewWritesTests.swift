import Store
import Testing

/// What a commit asks of the disk, counted on a disk that never fails.
@Suite struct `A commit to the log` {
    @Test func `is a few large writes and one sync`() async throws {
        let workplace = try Workplace()
        let disk = FaultyDisk()
        FaultyFileSystem.mount(disk, at: workplace.path)
        defer { FaultyFileSystem.unmount(workplace.path) }
        let store = try workplace.store()
        defer { store.stop() }
        // The first commit also begins the log.
        let key = try await store.key(of: .sample())
        let before = disk.plan
        try await store.write(InvocationStep(key: key, at: .sample, calls: [.sample(0, 1)])).get()
        #expect(disk.plan.writes - before.writes == 1)
        #expect(disk.plan.syncs - before.syncs == 1)
        let rows = [UInt8](repeating: 0x61, count: 300_000)
        let page = PageRecord(firstRow: 0, rowCount: 1, columns: nil, rows: rows)
        try await store.write(InvocationStep(key: key, at: .sample, pages: [page])).get()
        // More than 70 pages, of which SQLite writes each in two pieces.
        #expect(disk.plan.writes - before.writes <= 8)
        #expect(disk.plan.syncs - before.syncs == 2)
    }
}
