import Bridge
import Simulator

@testable import Service
@testable import Store

/// One world of the kill loop: how it is configured, and how its daemon dies, again and again.
struct KillLoopPlan: Sendable {
    /// How a daemon ends.
    enum Kill: Hashable, Sendable, CustomStringConvertible {
        /// By kill -9, so many milliseconds after it began to listen.
        case random(Int)
        /// By itself, at the nth pass of a named point.
        case point(String, pass: Int)
        /// Likewise, while it stops on SIGTERM.
        case pointOfStop(String)
        /// By SIGTERM, in order.
        case stop(Int)

        var description: String {
            switch self {
            case .random(let milliseconds): "kill -9 after \(milliseconds) ms"
            case .point(let name, let pass): "\(name):\(pass)"
            case .pointOfStop(let name): "\(name) on SIGTERM"
            case .stop(let milliseconds): "SIGTERM after \(milliseconds) ms"
            }
        }

        /// The point that must be reached; `nil` for the others.
        var name: String? {
            switch self {
            case .point(let name, _), .pointOfStop(let name): name
            case .random, .stop: nil
            }
        }
    }

    /// What the mapping says, and what MPO does with references.
    struct Setting: Sendable {
        let name: String
        let policy: UnknownPolicy
        let operationsPerCall: Int
        var canLookUp = false
        /// A reference hinders no second task: what is sent twice is created twice.
        var ignoresReferences = false
        /// The store's values are sealed with a key.
        var isSealed = false
    }

    static let settings = [
        Setting(name: "report", policy: .report, operationsPerCall: 1),
        Setting(
            name: "report, references ignored", policy: .report, operationsPerCall: 10,
            ignoresReferences: true),
        Setting(name: "retry", policy: .retry, operationsPerCall: 1),
        Setting(name: "hold, sealed", policy: .hold, operationsPerCall: 10, isSealed: true),
        Setting(name: "report, main API", policy: .report, operationsPerCall: 1, canLookUp: true),
        Setting(name: "retry, main API", policy: .retry, operationsPerCall: 10, canLookUp: true),
    ]

    let setting: Setting
    let seed: UInt64
    let port: Int
    let kills: [Kill]

    static let pushBatchMax = 37

    /// The points at which a stop comes past.
    static let pointsOfStop: Set<String> = [
        "drainBegun", "drainEnded", "storeStopping", "storeStopped",
    ]

    /// Points that the loop does not lead to, and the tests that do.
    static let pointsElsewhere: Set<String> = [
        // `A retention that is killed between its steps`: retentions count in hours.
        "retentionStepped"
    ]

    static let points: [String] = {
        #if CrashPoints
        let all =
            StoreCrashPoint.allCases.map { "\($0)" } + ServiceCrashPoint.allCases.map { "\($0)" }
        return all.filter { !pointsElsewhere.contains($0) }
        #else
        return []
        #endif
    }()

    /// One plan for each setting: every point `passes` times over all of them (or in each of them
    /// when `isEach`), and random kills, in an order that the seed shuffles.
    static func plans(seed: UInt64, rounds: Int, isEach: Bool, randomKills: Int) -> [Self] {
        var generator = SeededGenerator(seed: seed)
        var kills = [[Kill]](repeating: [], count: settings.count)
        for _ in 0..<rounds {
            for (index, point) in points.shuffled(using: &generator).enumerated() {
                for place in settings.indices where isEach || place == index % settings.count {
                    let isLookUp = point == "lookUpAnswered"
                    // Only who can look up comes past an answer to it.
                    let target = isLookUp && !settings[place].canLookUp ? 4 : place
                    if isLookUp, isEach, target != place { continue }
                    kills[target].append(kill(at: point, &generator))
                }
            }
        }
        for index in 0..<randomKills {
            kills[index % settings.count].append(.random(.random(in: 0...400, using: &generator)))
        }
        return settings.indices.map { index in
            let all = kills[index] + [.stop(.random(in: 0...200, using: &generator))]
            return Self(
                setting: settings[index], seed: seed &+ UInt64(index),
                port: 20_000 + Int(generator.next() % 10_000),
                kills: all.shuffled(using: &generator))
        }
    }

    private static func kill(at point: String, _ generator: inout SeededGenerator) -> Kill {
        if pointsOfStop.contains(point) { return .pointOfStop(point) }
        // These come once a start.
        let isRare = ["storeOpened", "epochBegun", "invocationsRestored"].contains(point)
        let isSlow = point.hasPrefix("checkpoint") || point.hasPrefix("lookUp")
        let pass = isRare || isSlow ? 1 : Int.random(in: 1...5, using: &generator)
        return .point(point, pass: pass)
    }

    // MARK: - What goes wrong at the remote sides

    var mpo: MPOBehaviour {
        var behaviour = calmMPO
        behaviour.latency = .milliseconds(1) ... .milliseconds(8)
        let faults: [MPOFault] = [
            .resetAfter, .closeAfter, .resetBefore, .unavailable, .serverErrorAfter, .truncated,
            .tooMany, .access, .invalid, .paused, .timeout,
        ]
        let share = 0.003 * Double(setting.operationsPerCall == 1 ? 1 : 2)
        behaviour.faults = faults.map { FaultRule($0, .probability(share)) } + behaviour.faults
        return behaviour
    }

    /// Without faults, for the end.
    var calmMPO: MPOBehaviour {
        var behaviour = MPOBehaviour()
        behaviour.savesTasks = setting.canLookUp
        behaviour.keepsReferences = !setting.ignoresReferences
        if setting.ignoresReferences { behaviour.faults = [FaultRule(.ignoreReference, .always)] }
        return behaviour
    }

    var product: ProductBehaviour {
        var behaviour = calmProduct
        behaviour.latency = .zero ... .milliseconds(4)
        let faults = [
            ProductFault(.import, .resetAfter), ProductFault(.import, .unavailableAfter),
            ProductFault(.import, .unavailable), ProductFault(.export, .reset),
            ProductFault(.export, .truncated), ProductFault(.completion, .resetAfter),
            ProductFault(.completion, .unavailable),
        ]
        behaviour.faults = faults.map { FaultRule($0, .probability(0.02)) }
        return behaviour
    }

    var calmProduct: ProductBehaviour {
        var behaviour = ProductBehaviour()
        behaviour.shape.pullPageMax = 25
        behaviour.shape.pushBatchMax = Self.pushBatchMax
        return behaviour
    }
}
