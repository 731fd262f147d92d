/// When a switch strikes, over its occasions: the calls to a simulator, or the operations in them.
package enum Chance: Hashable, Sendable {
    case never
    case always
    /// By lot: 0 never, 1 always.
    case probability(Double)
    /// The nth occasion, the 2nth, and so on.
    case every(Int)
    /// The first n occasions.
    case first(Int)
    /// The nth occasion alone.
    case only(Int)

    /// Reads `0.05`, `5%`, `every:20`, `first:3`, `only:7`, `always`, `never`, `true` or `false`.
    package init?(_ text: String) {
        switch text {
        case "always", "true", "on", "1": self = .always
        case "never", "false", "off", "0": self = .never
        default:
            let parts = text.split(separator: ":", maxSplits: 1)
            if parts.count == 2 {
                guard let count = Int(parts[1]), count > 0 else { return nil }
                switch parts[0] {
                case "every": self = .every(count)
                case "first": self = .first(count)
                case "only": self = .only(count)
                default: return nil
                }
            } else {
                guard let share = Self.share(text) else { return nil }
                self = .probability(share)
            }
        }
    }

    private static func share(_ text: String) -> Double? {
        let isPercentage = text.hasSuffix("%")
        guard let number = Double(isPercentage ? String(text.dropLast()) : text) else { return nil }
        let share = isPercentage ? number / 100 : number
        return (0...1).contains(share) ? share : nil
    }
}

/// One chance and how many occasions it has seen.
struct CountedChance: Sendable {
    let chance: Chance
    private var occasions = 0

    init(_ chance: Chance) { self.chance = chance }

    /// Whether it strikes at this occasion.
    mutating func strikes(_ generator: inout SeededGenerator) -> Bool {
        occasions += 1
        switch chance {
        case .never: return false
        case .always: return true
        case .probability(let share): return Double.random(in: 0..<1, using: &generator) < share
        case .every(let count): return occasions % count == 0
        case .first(let count): return occasions <= count
        case .only(let count): return occasions == count
        }
    }
}
