import Bridge
import CSQLite
import Store
import Synchronization
import Testing

/// Another connection keeps all the places of readers in the log's index.
@Suite(.serialized) struct `Whoever is locked out of the log` {
    private final class Stranger {}

    @Test func `is told so, dies of nothing, and goes on later`() async throws {
        let workplace = try Workplace()
        let disk = FaultyDisk()
        FaultyFileSystem.mount(disk, at: workplace.path)
        defer { FaultyFileSystem.unmount(workplace.path) }
        let store = try workplace.store()
        defer { store.stop() }
        let key = try await store.key(of: .sample(rows: 3))
        let reader = try store.reader()
        #expect(try reader.page(of: key, containing: 1) != nil)

        let stranger = Stranger()
        let id = ObjectIdentifier(stranger)
        // WAL_READ_LOCK(0) to (4): https://www.sqlite.org/walformat.html, section 2.3.
        let slots = 3..<Int(SQLITE_SHM_NLOCK)
        let exclusive = SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE
        #expect(disk.memory.lock(slots, flags: exclusive, by: id) == SQLITE_OK)
        FaultyFileSystem.sleeps.store(false, ordering: .relaxed)
        defer { FaultyFileSystem.sleeps.store(true, ordering: .relaxed) }
        do throws(StoreError) {
            _ = try reader.page(of: key, containing: 1)
            Issue.record("it was read")
        } catch {
            #expect(error.label == "busy")
            #expect(!error.isFatal)
        }
        let step = InvocationStep(
            key: key, at: .sample, progress: .running(3, claimedTo: 1), calls: [.results(0, 1)])
        guard case .failure(.busy) = await store.write(step) else {
            Issue.record("it was written")
            return
        }
        #expect(
            disk.memory.lock(slots, flags: SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE, by: id)
                == SQLITE_OK)
        #expect(try reader.page(of: key, containing: 1) != nil)
        try await store.write(step).get()
    }
}
