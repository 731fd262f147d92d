/// One line of a scenario's table.
struct BenchStep: Sendable {
    let name: String
    let measurement: BenchMeasurement
}

/// What is done for it.
struct BenchStepPlan: Sendable {
    enum Connections: Sendable {
        case plain
        case tls
        /// Through TLS, and each connection ends with its first answer.
        case tlsClosing
    }

    let name: String
    let plan: BenchPlan
    var connections = Connections.plain
}

extension BenchScenario {
    /// The steps of a scenario that has some, each on processes of its own.
    func steps(isQuick: Bool) -> [BenchStepPlan] {
        switch self {
        case .rows: rowSteps(isQuick: isQuick)
        case .invocations: invocationSteps(isQuick: isQuick)
        case .tls: tlsSteps(isQuick: isQuick)
        default: []
        }
    }

    private func rowSteps(isQuick: Bool) -> [BenchStepPlan] {
        let sizes = isQuick ? [100, 1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000]
        return sizes.map { size in
            var plan = plan(isQuick: isQuick)
            plan.rowsEach = size
            plan.warmUpRows = min(size, 1_000)
            plan.rounds = min(20, max(1, (isQuick ? 10_000 : 100_000) / size))
            return BenchStepPlan(name: "\(BenchNumber.grouped(size)) rows", plan: plan)
        }
    }

    private func invocationSteps(isQuick: Bool) -> [BenchStepPlan] {
        (isQuick ? [1, 10, 100] : [1, 10, 100, 1_000]).map { count in
            var plan = plan(isQuick: isQuick)
            plan.invokes = count
            plan.inFlight = min(count, BenchPlan.connectionsMax)
            plan.rounds = min(50, max(1, 200 / count))
            return BenchStepPlan(name: "\(BenchNumber.grouped(count)) at once", plan: plan)
        }
    }

    private func tlsSteps(isQuick: Bool) -> [BenchStepPlan] {
        let same: [BenchScenario] = [.tenACall, .oneACall, .oneRow]
        let steps = same.map {
            BenchStepPlan(name: $0.rawValue, plan: $0.plan(isQuick: false), connections: .tls)
        }
        let closing = BenchStepPlan(
            name: "closing", plan: plan(isQuick: false), connections: .tlsClosing)
        return (steps + [closing]).map { step in
            guard isQuick else { return step }
            var plan = step.plan
            plan.invokes /= 50
            plan.warmUpInvokes /= 50
            return BenchStepPlan(name: step.name, plan: plan, connections: step.connections)
        }
    }
}
