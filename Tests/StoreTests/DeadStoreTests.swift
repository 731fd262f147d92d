import Bridge
import Foundation
import Store
import Testing

@Suite struct `A store whose disk failed` {
    @Test func `tells everybody and takes nothing any more`() async throws {
        let workplace = try Workplace()
        // In a process of its own: the limit holds for every file of the process.
        await #expect(processExitsWith: .success) { [path = workplace.path as String] in
            let store = try Store(path: path, now: .sample)
            let key = try await store.key(of: .sample())
            // Writes beyond the limit fail with EFBIG, which is no lack of space.
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 400_000, rlim_max: 400_000)
            #expect(unsafe setrlimit(__rlimit_resource_t(1), &limit) == 0)
            func failure(_ row: Int, bytes: Int) async -> StoreError? {
                let call = CallRecord(
                    firstRow: row, rowCount: 1, sentAt: .sample, milliseconds: 1,
                    results: [UInt8](repeating: 0x61, count: bytes))
                let step = InvocationStep(key: key, at: .sample, calls: [call])
                guard case .failure(let error) = await store.write(step) else { return nil }
                return error
            }
            let first = await failure(0, bytes: 1_000_000)
            guard case .io(let message) = first else { exit(1) }
            guard message.contains("errno \(EFBIG)") else { exit(2) }
            // Small ones as well: nobody knows what the disk still holds.
            guard await failure(1, bytes: 1) == first else { exit(3) }
            guard case .failure(first) = await store.deleteFinished(before: .sample) else {
                exit(4)
            }
            store.stop()
            exit(0)
        }
    }
}
