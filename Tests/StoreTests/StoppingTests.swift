import Bridge
import Foundation
import Store
import Synchronization
import Testing

@Suite struct `Stopping a store` {
    @Test func `commits what waits and tells it so`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        let key = try await store.key(of: .sample())
        let told = Mutex<[Int]>([])
        for row in 0..<500 {
            let step = InvocationStep(key: key, at: .sample, calls: [.sample(row, 1)])
            store.write(StoreUnit(steps: [step])) { result in
                if case .success = result { told.withLock { $0.append(row) } }
            }
        }
        store.stop()
        #expect(told.withLock { $0 } == Array(0..<500))
        let again = try workplace.store()
        defer { again.stop() }
        #expect(try again.reader().callRanges(of: key, from: 0).count == 500)
    }

    @Test func `refuses what comes afterwards, and may be asked twice`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        store.stop()
        store.stop()
        await #expect(throws: StoreError.stopped) { try await store.accept(.sample()).get() }
        await #expect(throws: StoreError.stopped) {
            try await store.write(InvocationStep(key: InvocationKey(1), at: .sample)).get()
        }
    }

    @Test func `leaves one file with everything in it`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        _ = try await store.key(of: .sample(rows: 1_000))
        store.stop()
        let names = try FileManager.default.contentsOfDirectory(atPath: workplace.directory.path)
        #expect(names.sorted() == ["bridge.db", "bridge.db.lock"])
    }

    @Test func `does not wait for a retention`() async throws {
        let workplace = try Workplace()
        var options = StoreOptions()
        options.retentionStepRecordsMax = 1
        options.commitIntervalMin = .milliseconds(50)
        let store = try workplace.store(options)
        for _ in 0..<200 {
            store.accept(.sample(state: .completed)) { _ in }
        }
        let told = Mutex<Result<Int, StoreError>?>(nil)
        store.deleteFinished(before: .sample.plus(.seconds(1)), invocationsMax: 200) { result in
            told.withLock { $0 = result }
        }
        store.stop()
        #expect(told.withLock { $0 } == .failure(.stopped))
    }

    @Test func `lets go on the store's own thread when the last holder is there`() async throws {
        let workplace = try Workplace()
        await withCheckedContinuation { waiter in
            guard let store = try? workplace.store() else { return waiter.resume() }
            store.accept(.sample()) { [store] _ in
                withExtendedLifetime(store) {}
                waiter.resume()
            }
        }
        // The thread still closes the file; the lock tells when it is done.
        var error: StoreError? = .stopped
        let deadline = ContinuousClock.now + .seconds(30)
        while error != nil, ContinuousClock.now < deadline {
            do throws(StoreError) {
                try workplace.store().stop()
                error = nil
            } catch let refusal { error = refusal }
            await Task.yield()
        }
        #expect(error == nil)
    }
}
