/// What a text may hold beyond the grammar. RFC 8259 §9 lets a parser set such limits.
package struct JSONLimits: Hashable, Sendable {
    /// How many arrays and objects may be open at once; a text that is no container has depth 0.
    package var depthMax: Int

    /// How many members one object may have.
    package var membersMax: Int

    /// Whether an object may hold a name twice. RFC 8259 §4 only says that names SHOULD be unique,
    /// but two readers of such an object may disagree about what it says: off by default.
    /// Where it is on, every look-up in this module finds the *first* member of that name.
    package var allowsDuplicateNames: Bool

    /// The limits of everything that comes from outside, unless told otherwise.
    package init(
        depthMax: Int = 64, membersMax: Int = 10_000, allowsDuplicateNames: Bool = false
    ) {
        precondition(depthMax >= 0 && membersMax >= 0, "a limit is never negative")
        self.depthMax = depthMax
        self.membersMax = membersMax
        self.allowsDuplicateNames = allowsDuplicateNames
    }
}
