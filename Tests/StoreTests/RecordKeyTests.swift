import Bridge
import Glibc
import SQLite
import Store
import Testing

@Suite struct `Keys at their limits` {
    @Test func `keep neighbouring invocations apart`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let one = try await store.key(of: .sample())
        let two = try await store.key(of: .sample())
        let last = Int(UInt32.max)
        try await store.write(
            InvocationStep(
                key: one, at: .sample, pages: [.sample(last, 1)], calls: [.sample(last - 9, 10)],
                exceptions: [.sample(last, .failed)], attempts: [.sample(last, 1, .unknown)]),
            InvocationStep(key: two, at: .sample, exceptions: [.sample(0, .held)])
        ).get()
        let reader = try store.reader()
        #expect(try reader.callRanges(of: two, from: 0) == [])
        #expect(try reader.callRanges(of: one, from: last) == [last - 9..<last + 1])
        #expect(try reader.page(of: two, containing: 0) == nil)
        #expect(try reader.page(of: one, containing: last)?.firstRow == last)
        #expect(try reader.exceptions(of: one, in: 0..<last + 1).map(\.row) == [last])
        #expect(try reader.exceptions(of: two, in: 0..<last + 1).map(\.row) == [0])
        #expect(try reader.attempts(of: one, row: last).count == 1)
    }

    @Test func `end with the last invocation number`() async throws {
        let workplace = try Workplace()
        try workplace.store().stop()
        try workplace.stranger().execute(
            """
            INSERT INTO invocation VALUES
                (2147483646, 'completed', 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, NULL, 0)
            """)
        let store = try workplace.store()
        defer { store.stop() }
        let key = try await store.key(of: .sample())
        #expect(key.number == Int64(Int32.max))
        let last = Int(UInt32.max)
        try await store.write(
            InvocationStep(key: key, at: .sample, exceptions: [.sample(last, .failed)])
        ).get()
        #expect(try store.reader().exceptions(of: key, in: last..<last + 1).count == 1)
        await #expect(throws: StoreError.exhausted) { try await store.accept(.sample()).get() }
        // What runs goes on.
        try await store.write(
            InvocationStep(key: key, at: .sample, progress: .running(0, claimedTo: 0))
        ).get()
    }

    @Test func `refuse a row of more than 32 bits`() async throws {
        let workplace = try Workplace()
        await #expect(processExitsWith: .failure) { [path = workplace.path as String] in
            let store = try Store(path: path, now: .sample)
            func write(_ row: Int) async -> Result<Void, StoreError> {
                let exception = ExceptionRecord.sample(row, .failed)
                return await store.write(
                    InvocationStep(key: InvocationKey(1), at: .sample, exceptions: [exception]))
            }
            guard case .success = await write(Int(UInt32.max)) else { exit(0) }
            _ = await write(Int(UInt32.max) + 1)
            exit(0)
        }
    }
}
