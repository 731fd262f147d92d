import Bridge
import SQLite
import Store
import Testing

/// Another program may look at the file, and may want an index or statistics for that.
@Suite struct `A reader whose schema another program changes` {
    @Test func `reads on`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let key = try await store.key(of: .sample(rows: 3))
        let reader = try store.reader()
        #expect(try reader.page(of: key, containing: 1) != nil)
        let other = try Connection(path: workplace.path, access: .readWrite)
        try other.execute("CREATE INDEX by_state ON invocation (state); ANALYZE;")
        #expect(try reader.page(of: key, containing: 1) != nil)
        #expect(try reader.invocation(key)?.progress.rowsStored == 3)
        // And so does the one who writes.
        let step = InvocationStep(
            key: key, at: .sample, progress: .running(3, claimedTo: 1), calls: [.results(0, 1)])
        try await store.write(step).get()
    }
}
