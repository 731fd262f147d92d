import Bridge
import Glibc
import Store
import Synchronization

/// Works an act over a large invocation off, step by step, as the engine does, and kills its own
/// process in the middle of it.
final class CrashingAct: Sendable {
    static let rowCount = 1_000
    static let stepRows = 25

    private let store: Store
    private let key: InvocationKey
    private let left: Atomic<Int>
    private let (enough, isEnough) = AsyncStream<Void>.makeStream()

    init(path: String, stepsMin: Int) throws {
        store = try Store(path: path, now: .sample)
        key = InvocationKey(1)
        left = Atomic(stepsMin)
    }

    func run() async throws {
        let reader = try store.reader()
        guard let invocation = try reader.invocation(key) else { exit(1) }
        let act = try reader.openActs().first ?? StoredAct.sample(1, .retry, ActScope())
        step(act, invocation.progress, isFirst: invocation.progress.state == .completed)
        for await _ in enough { break }
        kill(getpid(), SIGKILL)
    }

    /// The next rows, and then the ones after them.
    private func step(_ act: StoredAct, _ progress: Progress, isFirst: Bool) {
        let first = act.record.rows
        let rows = first..<first + Self.stepRows
        guard rows.upperBound <= Self.rowCount else { exit(2) }
        var next = act
        next.record.rows = rows.upperBound
        next.place = RowPlace(key, rows.upperBound - 1)
        var moved = progress.with(.running)
        moved.failed -= Self.stepRows
        moved.reported -= Self.stepRows
        moved.settledTo = 0
        moved.reportedTo = 0
        var step = InvocationStep(
            key: key, at: .sample, progress: moved,
            exceptions: rows.map { .sample($0, .waiting) }, corrections: Array(rows))
        step.isReopening = isFirst
        store.write(StoreUnit(steps: [step], acts: [next])) { [self, next, moved] result in
            guard case .success = result else { exit(3) }
            if left.subtract(1, ordering: .relaxed).newValue == 0 { isEnough.yield() }
            self.step(next, moved, isFirst: false)
        }
    }
}
