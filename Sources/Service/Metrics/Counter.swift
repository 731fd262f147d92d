import Synchronization

/// One number of the metrics: written on any thread, read by whoever asks.
final class Counter: Sendable {
    private let number = Atomic<Int>(0)

    var value: Int { number.load(ordering: .relaxed) }

    func add(_ amount: Int = 1) { number.wrappingAdd(amount, ordering: .relaxed) }

    /// For what is told as it stands, rather than counted.
    func set(_ value: Int) { number.store(value, ordering: .relaxed) }
}
