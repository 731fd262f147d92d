import Synchronization

/// Something that happens once and is seen on every thread.
package final class Flag: Sendable {
    private let value = Atomic<Bool>(false)

    package init() {}

    package var isSet: Bool { value.load(ordering: .acquiring) }

    /// Tells every thread that it has happened.
    package func set() { value.store(true, ordering: .releasing) }
}
