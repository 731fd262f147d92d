import Bridge

/// The ids of instances that invoked before, so that the texts of one that invokes again and again
/// are in memory once and not with each invocation.
package struct InstanceContexts: Sendable {
    /// As many are kept at most, of 1.5 KiB at most; the one that was asked for longest ago goes
    /// first.
    package static let countMax = 16

    /// The one that was asked for last comes first.
    private var known: [InvocationContext] = []

    /// How many are kept.
    package var count: Int { known.count }

    /// The first that is wanted.
    mutating func first(where isWanted: (InvocationContext) -> Bool) -> InvocationContext? {
        guard let index = known.firstIndex(where: isWanted) else { return nil }
        if index > 0 { known.insert(known.remove(at: index), at: 0) }
        return known[0]
    }

    mutating func insert(_ new: InvocationContext) {
        if known.count == Self.countMax { known.removeLast() }
        known.insert(new, at: 0)
    }
}
