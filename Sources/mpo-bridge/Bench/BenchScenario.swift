import Simulator

/// One of the situations in which the bridge's speed and size are measured.
enum BenchScenario: String, CaseIterable, Sendable {
    case tenACall = "ten-a-call"
    case oneACall = "one-a-call"
    case pulled
    case oneRow = "one-row"
    case slowMPO = "slow-mpo"
    case queued
    case millionPulled = "million-pulled"
    case rows
    case invocations
    case crowd
    case tls

    var title: String {
        switch self {
        case .tenACall: "10 operations a call, MPO latency 0, invokes of 100 rows"
        case .oneACall: "1 operation a call, MPO latency 0, invokes of 100 rows"
        case .pulled: "one pulled data set, pages of 1,000, 10 operations a call"
        case .oneRow: "invokes of one row over 64 connections, the whole job each"
        case .slowMPO: "MPO latency 200 ms, 32 calls in flight, 10 operations a call"
        case .queued: "rows queued, kill -9, a new start, and all to their end"
        case .millionPulled: "a pulled data set of 1,000,000 rows, to its end"
        case .rows: "pulled data sets of 1,000 rows to 1,000,000: cost and memory"
        case .invocations: "1 to 1,000 invocations at once, MPO latency 20 ms"
        case .crowd: "1,000 mappings, 100 installs, 10,000 open: what they cost"
        case .tls: "TLS on both sides, handshakes counted, sessions resumed"
        }
    }

    var helpLine: String {
        "  " + rawValue.padded(to: 16) + title
    }

    /// What is done, and how much of it.
    func plan(isQuick: Bool) -> BenchPlan {
        let full = fullPlan
        guard isQuick else { return full }
        var plan = full
        if plan.invokes >= 10 {
            plan.invokes /= 10
        } else {
            plan.rowsEach /= 10
        }
        return plan
    }

    private var fullPlan: BenchPlan {
        switch self {
        case .tenACall:
            BenchPlan(invokes: 3_000, rowsEach: 100, inFlight: 8, warmUpInvokes: 100)
        case .oneACall:
            BenchPlan(
                invokes: 600, rowsEach: 100, inFlight: 8, operationsPerCall: 1, warmUpInvokes: 20)
        case .pulled:
            BenchPlan(invokes: 1, rowsEach: 100_000, flow: .pull, warmUpRows: 5_000)
        case .oneRow:
            BenchPlan(
                invokes: 20_000, rowsEach: 1, inFlight: 64, operationsPerCall: 1,
                warmUpInvokes: 500)
        case .slowMPO:
            BenchPlan(
                invokes: 20, rowsEach: 1_000, inFlight: 20, latencyMilliseconds: 200,
                warmUpRows: 320)
        case .queued:
            BenchPlan(
                invokes: 1_000, rowsEach: 1_000, inFlight: 4, latencyMilliseconds: 5_000,
                warmUpInvokes: 0)
        case .millionPulled:
            BenchPlan(invokes: 1, rowsEach: 1_000_000, flow: .pull, warmUpRows: 1_000)
        case .rows: BenchPlan(invokes: 1, rowsEach: 1_000, flow: .pull)
        case .invocations: BenchPlan(invokes: 1, rowsEach: 100, latencyMilliseconds: 20)
        case .crowd:
            BenchPlan(
                invokes: 2_000, rowsEach: 1, inFlight: 64, operationsPerCall: 1,
                warmUpInvokes: 500)
        case .tls:
            BenchPlan(
                invokes: 5_000, rowsEach: 1, inFlight: 8, operationsPerCall: 1,
                warmUpInvokes: 500)
        }
    }
}

extension String {
    /// With spaces behind it, so that it is at least so long.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    /// With spaces before it, so that it is at least so long.
    func aligned(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}
