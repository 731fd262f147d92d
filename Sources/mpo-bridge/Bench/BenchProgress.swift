import Glibc
import Synchronization

/// How far the calls of `BenchTogether` are, for the threads that do what belongs to them.
final class BenchProgress: Sendable {
    struct Count: Equatable, Sendable {
        var mpoCalls = 0
        var productCalls = 0
        var calls: Int { mpoCalls + productCalls }
    }

    private let mpoCalls = Atomic(0)
    private let productCalls = Atomic(0)
    private let isOver = Atomic(false)
    private let isWaiting = Atomic(false)
    /// A pipe, which wakes whoever waits.
    private let bell: (read: Int32, write: Int32)

    init() throws(CommandError) {
        do throws(ChildError) {
            bell = try ChildProcess.makePipe()
        } catch {
            throw CommandError("\(error)")
        }
    }

    deinit {
        close(bell.read)
        close(bell.write)
    }

    var now: (count: Count, isOver: Bool) {
        // In this order: after the end nothing is counted.
        let isOver = isOver.load(ordering: .sequentiallyConsistent)
        let count = Count(
            mpoCalls: mpoCalls.load(ordering: .sequentiallyConsistent),
            productCalls: productCalls.load(ordering: .sequentiallyConsistent))
        return (count, isOver)
    }

    /// Counts calls that were begun together.
    func add(_ count: Count) {
        mpoCalls.add(count.mpoCalls, ordering: .sequentiallyConsistent)
        productCalls.add(count.productCalls, ordering: .sequentiallyConsistent)
        ring()
    }

    /// Nothing is counted any more.
    func end() {
        isOver.store(true, ordering: .sequentiallyConsistent)
        ring()
    }

    /// Sleeps until there is more than that; for one thread alone. - Returns: `nil` where nothing
    /// more will come.
    func more(than known: Count) -> Count? {
        while true {
            isWaiting.store(true, ordering: .sequentiallyConsistent)
            let (count, isOver) = now
            if count != known { return count }
            if isOver { return nil }
            var byte: UInt8 = 0
            // One that was rung for what is known already costs another look.
            _ = unsafe read(bell.read, &byte, 1)
        }
    }

    private func ring() {
        guard isWaiting.exchange(false, ordering: .sequentiallyConsistent) else { return }
        var byte: UInt8 = 0
        _ = unsafe write(bell.write, &byte, 1)
    }
}
