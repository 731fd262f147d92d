import Bridge

/// How many invocations acts may take up in one turn beyond those that have a place. An act about
/// one invocation always finds a place that those about many leave; those share what is free with
/// whoever else waits.
struct ActPlaces {
    /// Invocations that acts may take up beyond `Activator.Settings.activeMax`, so that an operator
    /// is never kept out by those that wait for one.
    static let extraMax = 100
    /// Of these, as many for acts about many invocations.
    static let extraForManyMax = 50

    private var room = 0
    private var forMany = 0
    /// Of a single place that is free both cannot have half: they take turns.
    private var isTheirTurn = false
    /// An act found none in this turn, or the last one in which acts were worked on.
    private(set) var areWantedInVain = false

    /// - Parameters:
    ///   - room: places that are free; negative when acts have taken more.
    ///   - isShared: whether invocations that no act is about wait for a place, too.
    mutating func begin(room: Int, isShared: Bool) {
        self.room = room
        isTheirTurn.toggle()
        forMany = isShared ? max(0, room + (isTheirTurn ? 1 : 0)) / 2 : room + Self.extraForManyMax
        areWantedInVain = false
    }

    /// Whether there is one for an act.
    ///
    /// - Parameter isForOne: it is about one invocation.
    mutating func hasOne(isForOne: Bool) -> Bool {
        let hasOne = isForOne ? room > -Self.extraMax : forMany > 0
        if !hasOne { areWantedInVain = true }
        return hasOne
    }

    /// An act has taken an invocation up.
    mutating func takeOne() {
        room -= 1
        forMany -= 1
    }
}
