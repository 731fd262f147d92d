import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct `The bridge under load, killed again and again,` {
    /// The same story again: the seed is part of every failure's text.
    private static let seed =
        ProcessInfo.processInfo.environment["MPO_BRIDGE_SEED"].flatMap { UInt64($0) } ?? 1

    @Test func `loses nothing, does nothing twice, and says of which rows it cannot know`()
        async throws
    {
        let plans = KillLoopPlan.plans(
            seed: Self.seed, rounds: ProofLength.current(quick: 2, full: 3),
            isEach: ProofLength.current(quick: false, full: true),
            randomKills: ProofLength.current(quick: 24, full: 240))
        var reports: [KillLoop.Report] = []
        await withTaskGroup(of: (KillLoopPlan, KillLoop.Report).self) { group in
            for plan in plans { group.addTask { (plan, await Self.run(plan)) } }
            for await (plan, report) in group {
                reports.append(report)
                print(
                    "DEBUG", plan.setting.name, report.elapsed, report.kills, report.missed,
                    report.invokes, report.rows)
                for problem in report.problems.prefix(10) { Self.record(problem, plan) }
            }
        }
        Self.tell(reports)
        for point in KillLoopPlan.points {
            let count = reports.reduce(0) { $0 + $1.reached[point, default: 0] }
            #expect(count > 0, "no daemon died at \(point)")
        }
    }

    /// On a thread of its own: much of it waits.
    private static func run(_ plan: KillLoopPlan) async -> KillLoop.Report {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                do {
                    continuation.resume(returning: try KillLoop(plan).run())
                } catch {
                    continuation.resume(returning: KillLoop.Report(problems: ["\(error)"]))
                }
            }
        }
    }

    private static func record(_ problem: String, _ plan: KillLoopPlan) {
        Issue.record(
            """
            seed \(seed), \(plan.setting.name): \(problem)
            again: MPO_BRIDGE_SEED=\(seed) MPO_BRIDGE_PROOF=\(ProofLength.current.rawValue) \
            swift test --no-parallel --traits CrashPoints --filter 'killed again and again'
            """)
    }

    private static func tell(_ reports: [KillLoop.Report]) {
        func sum(_ path: KeyPath<KillLoop.Report, Int>) -> Int {
            reports.reduce(0) { $0 + $1[keyPath: path] }
        }
        let longest = reports.map(\.elapsed).max() ?? .zero
        let reached = reports.reduce(0) { $0 + $1.reached.values.reduce(0, +) }
        let names = Set(reports.flatMap { $0.reached.keys })
        let lost = reports.contains { !$0.problems.isEmpty } ? "see the failures" : "0"
        print(
            "proof: kill loop, seed \(seed), \(longest.components.seconds) s: "
                + "\(sum(\.kills)) kills, \(reached) of them at \(names.count) named points, "
                + "\(sum(\.stops)) stops; \(sum(\.invokes)) invokes of \(sum(\.rows)) rows, "
                + "\(sum(\.repeatedInvokes)) repeated; lost \(lost), twice \(sum(\.twice)); "
                + "in doubt \(sum(\.inDoubt)) rows, \(sum(\.inDoubtCreated)) of them with a task, "
                + "\(sum(\.held)) held; repeated as nobody can know: "
                + "\(sum(\.batchesRepeated)) batches (\(sum(\.rowsRepeated)) rows), "
                + "\(sum(\.completionsRepeated)) completions")
    }
}
