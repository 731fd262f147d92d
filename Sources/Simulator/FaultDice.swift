/// One fault and when it strikes.
package struct FaultRule<Fault: Hashable & Sendable>: Hashable, Sendable {
    /// What goes wrong.
    package let fault: Fault
    /// When it does.
    package let chance: Chance

    /// This fault at these occasions.
    package init(_ fault: Fault, _ chance: Chance) {
        self.fault = fault
        self.chance = chance
    }
}

/// The faults in force, each with its count of occasions. Costs nothing while there is none.
struct FaultDice<Fault: Hashable & Sendable>: Sendable {
    private var faults: [Fault] = []
    private var chances: [CountedChance] = []

    init(_ rules: [FaultRule<Fault>]) {
        for rule in rules where rule.chance != .never {
            faults.append(rule.fault)
            chances.append(CountedChance(rule.chance))
        }
    }

    /// The fault of this occasion. Every rule counts the occasion; of those that strike, the
    /// first one wins.
    mutating func roll(_ generator: inout SeededGenerator) -> Fault? {
        var struck: Fault?
        for index in chances.indices {
            if chances[index].strikes(&generator), struck == nil { struck = faults[index] }
        }
        return struck
    }
}
