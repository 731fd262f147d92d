import Bridge
import Synchronization

/// What is counted of one mapping. An invocation holds those of its own, so that no row looks for
/// them.
final class MappingCounters: Sendable {
    let name: String
    let rows = CounterFamily<Metrics.RowStatus>()
    /// `TargetGate.State` of its calls.
    let breaker = Counter()

    init(_ name: String) { self.name = name }
}

/// The counters of all mappings. Their names come from the configuration, and from invocations that
/// began under an earlier one: beyond a bound, the rest is counted together.
final class MappingTable: Sendable {
    /// Mappings with series of their own.
    static let mappingsMax = 100
    /// No mapping's name has brackets around it by chance.
    static let othersName = "(others)"

    private struct State {
        var all: [MappingCounters] = []
        var byName: [String: MappingCounters] = [:]
    }

    private let state = Mutex(State())

    /// The counters of a mapping, new ones if need be.
    func counters(of name: String) -> MappingCounters {
        state.withLock { state in
            if let known = state.byName[name] { return known }
            let name = state.all.count < Self.mappingsMax ? name : Self.othersName
            if let known = state.byName[name] { return known }
            let counters = MappingCounters(name)
            state.all.append(counters)
            state.byName[name] = counters
            return counters
        }
    }

    /// In the order in which they were first met.
    var all: [MappingCounters] { state.withLock(\.all) }
}
