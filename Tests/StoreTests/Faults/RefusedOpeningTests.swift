import Bridge
import SQLite
import Store
import Testing

/// A killed daemon has left a log, which an opening would write anew and move into the file.
@Suite(.serialized) struct `An opening that is refused` {
    @Test(arguments: [nil, SealedWorld.second])
    func `for its key writes not a byte`(wrong: StoreKey?) async throws {
        let workplace = try Workplace()
        let left = try await Self.killed(workplace, SealedWorld.first)
        FaultyFileSystem.mount(left, at: workplace.path)
        defer { FaultyFileSystem.unmount(workplace.path) }
        #expect(left.size("-wal") > 0)
        #expect(Self.refusal(workplace, wrong) == "sealing")
        #expect(left.plan.operations == 0)
        // The right one then finds what there was.
        let store = try workplace.store(SealedWorld.options(SealedWorld.first))
        defer { store.stop() }
        #expect(left.plan.operations > 0)
        #expect(try store.reader().page(of: InvocationKey(1), containing: 1) != nil)
    }

    @Test func `for a newer schema writes not a byte`() async throws {
        let workplace = try Workplace()
        let left = try await Self.killed(workplace, nil, then: "PRAGMA user_version = 9")
        FaultyFileSystem.mount(left, at: workplace.path)
        defer { FaultyFileSystem.unmount(workplace.path) }
        #expect(Self.refusal(workplace, nil) == "newer_schema")
        #expect(left.plan.operations == 0)
    }

    /// What a daemon leaves that was killed with an invocation in its log.
    private static func killed(
        _ workplace: Workplace, _ key: StoreKey?, then sql: String = ""
    ) async throws -> FaultyDisk {
        let disk = FaultyDisk()
        FaultyFileSystem.mount(disk, at: workplace.path)
        defer { FaultyFileSystem.unmount(workplace.path) }
        let store = try workplace.store(SealedWorld.options(key))
        defer { store.stop() }
        _ = try await store.key(of: .sample(rows: 3))
        try workplace.stranger().execute(sql)
        return disk.afterPowerCut(.always)
    }

    private static func refusal(_ workplace: Workplace, _ key: StoreKey?) -> String? {
        do throws(StoreError) {
            try workplace.store(SealedWorld.options(key)).stop()
            return nil
        } catch { return error.label }
    }
}
