import Bridge
import Store
import Testing

@Suite(.serialized) struct `A store whose disk failed` {
    private static func write(_ store: Store, row: Int) async -> StoreError? {
        let step = InvocationStep(
            key: InvocationKey(1), at: .sample, progress: .running(10, claimedTo: row + 1),
            calls: [.results(row, 1)])
        guard case .failure(let error) = await store.write(step) else { return nil }
        return error
    }

    @Test func `tells everybody and takes nothing any more`() async throws {
        let workplace = try Workplace()
        defer { FaultyFileSystem.unmount(workplace.path) }
        // As far as a store gets without a fault, so that the next operation can fail.
        let whole = FaultyDisk()
        FaultyFileSystem.mount(whole, at: workplace.path)
        let first = try workplace.store()
        _ = try await first.key(of: .sample(rows: 10))
        let operations = whole.plan.operations
        #expect(await Self.write(first, row: 0) == nil)
        first.stop()

        let disk = FaultyDisk(fault: .ioError(at: operations + 1))
        FaultyFileSystem.mount(disk, at: workplace.path)
        let store = try workplace.store()
        _ = try await store.key(of: .sample(rows: 10))
        let error = try #require(await Self.write(store, row: 0))
        #expect(error.label == "io")
        #expect(error.isFatal)
        #expect(error.description.contains("the store's disk failed"))
        // The next ones as well: nobody knows what the disk still holds.
        #expect(await Self.write(store, row: 1) == error)
        await #expect(throws: error) { try await store.accept(.sample()).get() }
        await #expect(throws: error) { try await store.deleteFinished(before: .sample).get() }
        await #expect(throws: error) { try await store.hasRoom().get() }
        store.stop()
    }
}
