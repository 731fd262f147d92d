import Simulator

/// How much of a scenario is done, and under which circumstances.
struct BenchPlan: Sendable {
    var invokes: Int
    var rowsEach: Int
    var flow = InvokeFlow.data
    /// Invokes on their way at a time.
    var inFlight = 1
    var operationsPerCall = 10
    /// How long the simulated MPO takes for a call.
    var latencyMilliseconds = 0
    /// Sent before anything is measured; `warmUpRows` is their size where it is another than that
    /// of the measured ones.
    var warmUpInvokes = 1
    var warmUpRows: Int?
    /// How often all of it is done, one after the other: what is small is not measured by one.
    var rounds = 1

    /// The daemon's limit: its default.
    static let callsInFlightMax = 32
    /// Connections that invokes are sent over at a time.
    static let connectionsMax = 64

    /// Of all rounds.
    var rows: Int { rounds * invokes * rowsEach }

    /// What arithmetic leaves for the calls to MPO when each takes its latency and nothing else
    /// takes time, in seconds.
    var latencyFloor: Double {
        let calls = invokes * Self.quotient(rowsEach, operationsPerCall)
        let waves = Self.quotient(calls, Self.callsInFlightMax)
        return Double(waves * latencyMilliseconds) / 1000
    }

    private static func quotient(_ dividend: Int, _ divisor: Int) -> Int {
        (dividend + divisor - 1) / divisor
    }

    /// The longest that a step may take before the bench gives up: a machine may be fifty times as
    /// slow as it should be.
    var limitSeconds: Int { 60 + Int(latencyFloor * 5) + rows / 2_000 }

    var warmUp: BenchLoad {
        BenchLoad(
            invokes: warmUpInvokes, rowsEach: warmUpRows ?? rowsEach, flow: flow,
            inFlight: inFlight)
    }

    var load: BenchLoad {
        BenchLoad(invokes: invokes, rowsEach: rowsEach, flow: flow, inFlight: inFlight)
    }
}
