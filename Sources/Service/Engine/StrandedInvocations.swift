import Bridge

/// Invocations that nobody can work on while their install is not configured: a reload that brings
/// it back brings them back, too.
struct StrandedInvocations {
    /// Remembered at most; further ones wait for the next start.
    static let countMax = 100_000

    private var keys: [String: Set<InvocationKey>] = [:]
    private var count = 0
    private var rescued = FIFO<InvocationKey>()

    var hasRescued: Bool { !rescued.isEmpty }
    /// The first whose install has come back.
    var firstRescued: InvocationKey? { rescued.first }

    mutating func insert(_ key: InvocationKey, install: String) {
        guard count < Self.countMax else { return }
        if keys[install, default: []].insert(key).inserted { count += 1 }
    }

    /// These installs are configured now.
    mutating func rescue(installs: some Sequence<String>) {
        for install in installs {
            guard let found = keys.removeValue(forKey: install) else { continue }
            count -= found.count
            for key in found.sorted() { rescued.append(key) }
        }
    }

    mutating func dropFirstRescued() { _ = rescued.popFirst() }
}
