import Bridge
import Foundation
import Glibc
import SQLite
import Simulator

/// Runs one plan: the real daemon under load, killed and started again until the plan's kills are
/// used up, then left in peace until all is done, and audited.
///
/// Blocks; to be run on a thread of its own.
final class KillLoop {
    /// What a plan came to.
    struct Report: Sendable {
        var problems: [String] = []
        /// Points that were reached, and how often.
        var reached: [String: Int] = [:]
        /// Points that were not reached in time; a kill -9 ended the daemon instead.
        var missed: [String: Int] = [:]
        var elapsed = Duration.zero
        var kills = 0
        var stops = 0
        var invokes = 0
        var repeatedInvokes = 0
        var rows = 0
        var twice = 0
        var inDoubt = 0
        var inDoubtCreated = 0
        var held = 0
        var batchesRepeated = 0
        var rowsRepeated = 0
        var completionsRepeated = 0
    }

    private let plan: KillLoopPlan
    private let world: BridgeWorld
    private let flood: InvokeFlood
    private var report = Report()
    /// Invocations that were open at the kills so far: each of them may have lost one answer of the
    /// product's with each kill.
    private var openAtKills = 0

    /// Seconds in which a point is to be reached; each brings further invokes.
    private static let secondsToPoint = 15
    /// Kills at a point that is not reached in time which are tried again.
    private static let missesMax = 10

    init(_ plan: KillLoopPlan) throws {
        self.plan = plan
        let setting = plan.setting
        world = try BridgeWorld(
            mpo: plan.mpo, product: plan.product,
            mapping: "\"operationsPerCall\": \(setting.operationsPerCall), "
                + "\"onUnknown\": \"\(setting.policy.rawValue)\",",
            mpoKeys: #""timeout": "1s","# + (setting.canLookUp ? #""mainURL": "MAIN-URL","# : ""),
            storeKeys: setting.isSealed ? #""key": {"environment": "TEST_STORE_KEY"},"# : "",
            seed: plan.seed, port: plan.port)
        flood = InvokeFlood(
            world.product, url: "http://127.0.0.1:\(plan.port)/invoke", seed: plan.seed, senders: 4)
    }

    func run() -> Report {
        let clock = ContinuousClock()
        let startedAt = clock.now
        var kills = plan.kills
        while let kill = kills.popLast(), report.problems.isEmpty {
            flood.allow(invokesPerKill)
            do {
                let missed = report.missed
                try perform(kill)
                // Once more later, when there is perhaps more to do.
                if report.missed != missed, report.missed.values.reduce(0, +) < Self.missesMax {
                    kills.insert(kill, at: 0)
                }
                openAtKills += flood.accepted.count - world.product.finishedCount
            } catch {
                report.problems.append("\(error)")
            }
            look()
            let number = report.kills + report.stops
            report.problems = report.problems.map { "kill number \(number), \(kill): \($0)" }
        }
        if report.problems.isEmpty {
            do { try finish() } catch { report.problems.append("\(error)") }
        }
        report.elapsed = startedAt.duration(to: clock.now)
        return report
    }

    /// The product keeps a line for each of so many invocations.
    private var invokesPerKill: Int { max(2, min(6, 800 / plan.kills.count)) }

    // MARK: - Kills

    private func perform(_ kill: KillLoopPlan.Kill) throws {
        switch kill {
        case .random(let milliseconds):
            try start()
            wait(milliseconds)
            try world.running().kill()
            report.kills += 1
        case .stop(let milliseconds):
            try start()
            wait(milliseconds)
            report.stops += 1
            let status = try world.running().terminate()
            if status != 0 { problem("SIGTERM ended the daemon with \(status)") }
        case .point(let name, let pass):
            try world.start(crashPoint: "\(name):\(pass)")
            try expectDeath(at: name)
        case .pointOfStop(let name):
            try start(crashPoint: name)
            wait(50)
            try world.running().signal(SIGTERM)
            try expectDeath(at: name)
        }
    }

    private func start(crashPoint: String? = nil) throws {
        try world.start(crashPoint: crashPoint)
        _ = try world.running().line("event=listening", "server=receiver")
    }

    private func wait(_ milliseconds: Int) {
        // Sleeps because a kill is due at any moment; nothing depends on which.
        usleep(UInt32(milliseconds) * 1_000)
    }

    private func expectDeath(at name: String) throws {
        report.kills += 1
        var ending: BridgeProcess.Ending?
        for _ in 0..<Self.secondsToPoint where ending == nil {
            ending = try world.running().ending(within: 1)
            if ending == nil { flood.allow(invokesPerKill) }
        }
        switch ending {
        case .signal(SIGKILL):
            report.reached[name, default: 0] += 1
        case nil:
            try world.running().kill()
            report.missed[name, default: 0] += 1
        case let ending?:
            problem("the daemon ended by \(ending) instead of at \(name)")
        }
    }

    /// What can be said while rows are still under way.
    private func look() {
        let twice = world.mpo.ledger.duplicates
        if twice > 0 { problem("\(twice) tasks were created twice") }
        for violation in world.product.ledger.violations where !Self.isUnavoidable(violation) {
            problem("the product saw: \(violation)")
        }
        report.problems += flood.problems
    }

    /// Whoever dies between the product's answer and the commit cannot know of the answer: the next
    /// start says it once more. The audit counts these.
    private static func isUnavoidable(_ violation: String) -> Bool {
        violation.hasPrefix("completion: ")
            && (violation.hasSuffix("was completed before") || violation.hasSuffix("was finished"))
    }

    private func problem(_ text: String) {
        let log = world.bridge?.log.suffix(20).joined(separator: "\n") ?? ""
        report.problems.append("\(text); the log's end:\n\(log)")
    }

    // MARK: - The end

    private func finish() throws {
        world.mpo.behave(plan.calmMPO)
        world.product.behave(plan.calmProduct)
        try start()
        guard flood.finish(within: 60) else { return problem("an invoke was never accepted") }
        let accepted = flood.accepted
        report.invokes = accepted.count
        report.repeatedInvokes = flood.repeats
        let deadline = Date(timeIntervalSinceNow: 120)
        while try !isDone(), Date() < deadline { wait(20) }
        if try !isDone() {
            problem("\(String(decoding: world.product.ledger.json, as: UTF8.self)) is not the end")
        }
        let status = try world.running().terminate()
        if status != 0 { problem("SIGTERM ended the daemon with \(status)") }
        look()
        try audit(accepted)
    }

    private func isDone() throws -> Bool {
        try KillLoopAudit.busyInvocations(store: world.store) == 0
    }

    private func audit(_ accepted: [InvokeFlood.Accepted]) throws {
        let ledger = world.product.ledger
        let mpo = world.mpo.ledger
        let audit = try KillLoopAudit(store: world.store)
        try audit.check(accepted, world.mpo, ledger)
        report.problems += audit.problems
        report.rows = audit.rows
        report.twice = mpo.duplicates
        report.inDoubt = audit.inDoubt
        report.inDoubtCreated = audit.inDoubtCreated
        report.held = audit.held
        let totals = ledger.totals
        report.batchesRepeated = totals.batches - audit.batches
        report.rowsRepeated = totals.reportedAgainSame
        report.completionsRepeated = totals.completionsAgain
        check(totals, mpo, ledger)
        if plan.setting.canLookUp, audit.inDoubtCreated > 0 {
            problem("\(audit.inDoubtCreated) tasks exist that a look-up would have found")
        }
    }

    private func check(_ totals: ReportCounts, _ mpo: MPOLedger, _ ledger: ProductLedger) {
        if totals.reportedAgainDifferent > 0 { problem("rows were reported differently before") }
        if totals.rowsLate > 0 { problem("\(totals.rowsLate) rows came after the completion") }
        if totals.completionsEarly > 0 {
            problem("\(totals.completionsEarly) completions were early")
        }
        if totals.batchMax > KillLoopPlan.pushBatchMax { problem("a batch had too many rows") }
        let lost = ["import-503-after", "import-reset-after"].reduce(0) {
            $0 + ledger.injected[$1, default: 0]
        }
        // A kill may cost each open invocation one answer of each kind.
        if report.batchesRepeated > lost + openAtKills || report.batchesRepeated < 0 {
            problem("\(report.batchesRepeated) batches were repeated")
        }
        if totals.completionsAgain > totals.completionAnswersLost + openAtKills {
            problem("\(totals.completionsAgain) completions were repeated")
        }
        // What was under way at a kill, or lost by a fault: those rows, and no others.
        let operations = plan.setting.operationsPerCall
        let faults = mpo.injected.values.reduce(0, +)
        if report.inDoubt > operations * (32 * report.kills + faults) {
            problem("\(report.inDoubt) rows are in doubt after \(report.kills) kills")
        }
    }
}
