import Bridge
import SQLite
import Testing

@testable import Store

/// Runs the reference workload on a disk that fails, and knows what must be there afterwards.
struct FaultRun {
    let path: String
    /// Seals the store's values.
    let key: StoreKey?
    private let workload: ReferenceWorkload
    /// What the store holds before step 0, 1 and so on.
    private let contents: [StoreContent]
    /// What an undisturbed run asks of the disk: how far faults must be tried.
    let plan: FaultPlan

    private static let retention = UnixTime.sample.plus(.seconds(1))
    /// How often a unit that a full disk refused is tried again.
    private static let retriesMax = 8

    static var options: StoreOptions {
        var options = StoreOptions()
        // So small that the workload passes several checkpoints, steps of retention and spills.
        options.checkpointFrames = 24
        options.retentionStepRecordsMax = 4
        options.commitIntervalMin = .zero
        return options
    }

    /// Runs the workload once without a fault.
    init(path: String, key: StoreKey? = nil) async throws {
        self.path = path
        self.key = key
        workload = ReferenceWorkload()
        let disk = FaultyDisk()
        FaultyFileSystem.mount(disk, at: path)
        defer { FaultyFileSystem.unmount(path) }
        var contents = [StoreContent()]
        var store = try Self.open(path, key)
        for step in workload.steps {
            try await Self.run(step, on: &store, path, key)
            contents.append(try StoreContent(path: path, key: key))
        }
        store.stop()
        self.contents = contents
        plan = disk.plan
    }

    private static func open(_ path: String, _ key: StoreKey?) throws(StoreError) -> Store {
        var options = options
        options.key = key
        return try Store(path: path, options: options, now: .sample)
    }

    private static func run(
        _ step: ReferenceWorkload.Step, on store: inout Store, _ path: String, _ key: StoreKey?
    ) async throws(StoreError) {
        switch step {
        case .accept(let new):
            let acceptance = try await store.accept(new).get()
            if case .duplicate = acceptance { throw .conflict("accepted twice") }
        case .write(let unit): try await store.write(unit).get()
        case .deleteFinished: _ = try await store.deleteFinished(before: retention).get()
        case .reopen:
            store.stop()
            store = try open(path, key)
        }
    }

    /// Runs the workload from a step on until the store dies.
    ///
    /// - Parameter sure: steps that were acknowledged earlier. One more may be seen on the disk;
    ///   it counts from the moment in which a store is open on it.
    /// - Returns: how many steps were acknowledged, the earlier ones included.
    func run(
        on disk: FaultyDisk, from first: Int = 0, sure: Int = 0
    ) async -> (done: Int, end: StoreError?) {
        FaultyFileSystem.mount(disk, at: path)
        defer { FaultyFileSystem.unmount(path) }
        var next = first
        var retries = 0
        var isOpened = false
        var current: Store?
        while true {
            do throws(StoreError) {
                var store: Store
                if let current { store = current } else { store = try Self.open(path, key) }
                current = store
                isOpened = true
                while next < workload.steps.count {
                    // The store that a step stopped is not asked again when the next one fails.
                    if case .reopen = workload.steps[next] { current = nil }
                    try await Self.run(workload.steps[next], on: &store, path, key)
                    current = store
                    next += 1
                }
                store.stop()
                return (next, nil)
            } catch {
                retries += 1
                if error == .full, retries <= Self.retriesMax { continue }
                current?.stop()
                return (isOpened ? next : sure, error)
            }
        }
    }

    /// Opens what is left, and looks whether all of it is there: every acknowledged step, and of
    /// the next one all or nothing.
    ///
    /// - Returns: the step that comes next.
    func check(_ disk: FaultyDisk, done: Int) async throws -> Int {
        FaultyFileSystem.mount(disk, at: path)
        defer { FaultyFileSystem.unmount(path) }
        let store = try Self.open(path, key)
        defer { store.stop() }
        // The file lies on the disk of the test alone.
        let report = try StoreVerification.run(
            path, .readOnly, key, StoreVerification.snapshotRecordsMax
        ) { _ in }
        guard report.isSound else {
            throw Loss("the verification finds \(report.findings.map(\.description))")
        }
        let found = try StoreContent(path: path, key: key)
        let later = min(done + 1, contents.count - 1)
        guard let next = (done...later).first(where: { isContent(found, after: $0) }) else {
            throw Loss("after \(done) steps something else is there: \(found.invocations.keys)")
        }
        return next
    }

    private func isContent(_ found: StoreContent, after step: Int) -> Bool {
        if found == contents[step] { return true }
        // A retention goes in several transactions; what it leaves goes with the next one.
        guard step < workload.steps.count, case .deleteFinished = workload.steps[step] else {
            return false
        }
        let key = ReferenceWorkload.deleted.number
        return found.without(key) == contents[step].without(key)
    }

    struct Loss: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    var stepCount: Int { workload.steps.count }
}
