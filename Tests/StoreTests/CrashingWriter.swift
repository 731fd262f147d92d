import Bridge
import Glibc
import Store
import Synchronization

/// Writes to a store until it has been told of a number of commits, and then kills its own process,
/// whatever the store is doing at that moment.
final class CrashingWriter: Sendable {
    /// The file in which it notes, and syncs, what it was told: a line of key and row for each
    /// unit.
    static let toldSuffix = ".told"

    private let store: Store
    private let notes: Int32
    private let left: Atomic<Int>
    private let (enough, isEnough) = AsyncStream<Void>.makeStream()

    init(path: String, unitsMin: Int) throws {
        store = try Store(path: path, now: .sample)
        notes = unsafe open(path + Self.toldSuffix, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        left = Atomic(unitsMin)
    }

    func run() async {
        for _ in 0..<4 {
            store.accept(.sample(rows: 10)) { [self] result in
                guard case .success(.accepted(let key)) = result else { exit(1) }
                write(key, 0)
            }
        }
        for await _ in enough { break }
        kill(getpid(), SIGKILL)
    }

    /// A unit of several records that tell whether it is whole, and the next one after it.
    private func write(_ key: InvocationKey, _ row: Int) {
        let end = row + 10
        let step = InvocationStep(
            key: key, at: .sample, progress: .running(10, claimedTo: end, settledTo: end),
            calls: [.sample(row, 10)], exceptions: [.sample(0, .waiting, attempt: end / 10)])
        store.write(StoreUnit(steps: [step])) { [self] result in
            guard case .success = result else { exit(2) }
            note("\(key) \(end)\n")
            write(key, end)
        }
    }

    private func note(_ line: String) {
        let bytes = Array(line.utf8)
        guard unsafe Glibc.write(notes, bytes, bytes.count) == bytes.count, fdatasync(notes) == 0
        else { exit(3) }
        if left.subtract(1, ordering: .relaxed).newValue == 0 { isEnough.yield() }
    }
}
