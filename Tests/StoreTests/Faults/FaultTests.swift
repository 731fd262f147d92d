import Bridge
import Store
import Synchronization
import TestSupport
import Testing

/// Every write, sync, truncation and deletion that a store asks of its disk goes wrong once, in
/// every way: nothing that was acknowledged is lost, nothing else is half there, and the store
/// goes on.
@Suite(.serialized) struct `A disk that fails` {
    /// Seeds of what survives a power cut, beside all and nothing.
    private static let seeds = ProofLength.current(quick: 1, full: 12)

    private final class Tally {
        var faults = 0
        var cuts = 0
        var lost = 0

        func tell(_ kind: String, _ plan: FaultPlan) {
            print(
                "proof: disk \(kind): operations \(plan.operations), faults \(faults), "
                    + "power cuts \(cuts), lost \(lost)")
        }
    }

    private static func coins(_ number: Int) -> [Coin] {
        [.always, .never] + (0..<seeds).map { Coin(seed: number &* 1_000 &+ $0) }
    }

    /// Cuts the power with each of the coins, and looks at what is left; then goes on with the rest
    /// of the workload on one of the disks.
    private static func cut(
        _ disk: FaultyDisk, _ run: FaultRun, done: Int, number: Int, _ tally: Tally,
        _ story: String
    ) async {
        for (index, coin) in coins(number).enumerated() {
            tally.cuts += 1
            do {
                let left = disk.afterPowerCut(coin)
                let next = try await run.check(left, done: done)
                guard index == 2 else { continue }
                let (end, error) = await run.run(on: left.restarted(), from: next)
                if end != run.stepCount || error != nil {
                    throw FaultRun.Loss("it does not go on: \(String(describing: error))")
                }
            } catch {
                tally.lost += 1
                Issue.record("\(story), coin \(index): \(error)")
            }
        }
    }

    @Test(arguments: [nil, SealedWorld.first])
    func `loses nothing when the power goes`(key: StoreKey?) async throws {
        let workplace = try Workplace()
        let run = try await FaultRun(path: workplace.path, key: key)
        let tally = Tally()
        // Sealing changes no order of writes: a part of them is enough for a quick proof.
        let step = key == nil ? 1 : ProofLength.current(quick: 3, full: 1)
        for number in stride(from: 1, through: run.plan.operations, by: step) {
            let disk = FaultyDisk(fault: .powerCut(at: number))
            let (done, _) = await run.run(on: disk)
            guard disk.plan.hasStruck else { continue }
            tally.faults += 1
            await Self.cut(disk, run, done: done, number: number, tally, "operation \(number)")
        }
        tally.tell(key == nil ? "power cut" : "power cut, sealed", run.plan)
    }

    @Test func `loses nothing when it goes again while the store is opened`() async throws {
        let workplace = try Workplace()
        let run = try await FaultRun(path: workplace.path)
        let tally = Tally()
        let step = ProofLength.current(quick: 11, full: 1)
        for number in stride(from: 1, through: run.plan.operations, by: step) {
            let disk = FaultyDisk(fault: .powerCut(at: number))
            let (done, _) = await run.run(on: disk)
            var second = 1
            while true {
                let coin = Coin(seed: number &* 31 &+ second)
                let again = disk.afterPowerCut(coin, fault: .powerCut(at: second))
                do { _ = try await run.check(again, done: done) } catch is StoreError {}
                guard again.plan.hasStruck else { break }
                tally.faults += 1
                await Self.cut(
                    again, run, done: done, number: number, tally,
                    "operation \(number), then \(second)")
                second += ProofLength.current(quick: 3, full: 1)
            }
        }
        tally.tell("second power cut", run.plan)
    }

    @Test func `ends the store when it returns an error, and the next start goes on`()
        async throws
    {
        let workplace = try Workplace()
        let run = try await FaultRun(path: workplace.path)
        let tally = Tally()
        for number in 1...run.plan.operations {
            let disk = FaultyDisk(fault: .ioError(at: number))
            let (done, end) = await run.run(on: disk)
            guard disk.plan.hasStruck else { continue }
            tally.faults += 1
            let story = "error in operation \(number)"
            // Only the last checkpoint of a store that stops has nobody to tell.
            #expect(end.map { $0.label == "io" } ?? (done == run.stepCount))
            let left = end == nil ? disk : disk.atFault()
            await Self.cut(left, run, done: done, number: number, tally, story)
            await Self.goOn(left, run, done: done, number: number, tally, story)
        }
        tally.tell("I/O error", run.plan)
    }

    /// The process that failed is started again on the very disk, goes on, and then the power goes.
    private static func goOn(
        _ disk: FaultyDisk, _ run: FaultRun, done: Int, number: Int, _ tally: Tally,
        _ story: String
    ) async {
        do {
            // Looked at apart: who only looks stops the store in order, and mends what there is to
            // mend.
            let next = try await run.check(disk.restarted(), done: done)
            let operation = 1 + number % 60
            let again = disk.restarted(fault: .powerCut(at: operation))
            let (further, _) = await run.run(on: again, from: next, sure: done)
            await cut(
                again, run, done: further, number: number, tally,
                "\(story), restart, power cut in operation \(operation)")
        } catch {
            tally.lost += 1
            Issue.record("\(story), then a restart: \(error)")
        }
    }

    @Test func `ends the store when it cannot sync, even if what is seen is not on it`()
        async throws
    {
        let workplace = try Workplace()
        let run = try await FaultRun(path: workplace.path)
        let tally = Tally()
        for number in 1...run.plan.syncs {
            for seed in 0..<(2 * Self.seeds) {
                let coin = Coin(seed: number &* 100 &+ seed)
                let disk = FaultyDisk(fault: .failedSync(at: number), coin: coin)
                let (done, end) = await run.run(on: disk)
                guard disk.plan.hasStruck else { continue }
                tally.faults += 1
                let story = "failed sync \(number), seed \(seed)"
                #expect(end.map { $0.label == "io" } ?? (done == run.stepCount))
                let left = end == nil ? disk : disk.atFault()
                await Self.cut(left, run, done: done, number: number, tally, story)
                await Self.goOn(left, run, done: done, number: number, tally, story)
            }
        }
        tally.tell("failed sync", run.plan)
    }

    @Test(arguments: [1, 5])
    func `keeps the store alive when it is full, and all goes on when there is space`(
        writes: Int
    ) async throws {
        let workplace = try Workplace()
        let run = try await FaultRun(path: workplace.path)
        let tally = Tally()
        // The longer lack of space meets the same writes, and some more.
        let step = writes == 1 ? 1 : ProofLength.current(quick: 5, full: 1)
        for number in stride(from: 1, through: run.plan.writes, by: step) {
            let disk = FaultyDisk(fault: .full(at: number, writes: writes))
            let (done, end) = await run.run(on: disk)
            guard disk.plan.hasStruck else { continue }
            tally.faults += 1
            if done != run.stepCount || end != nil {
                tally.lost += 1
                Issue.record("write \(number): it ended: \(String(describing: end))")
            }
            await Self.cut(disk, run, done: done, number: number, tally, "write \(number) full")
        }
        tally.tell("full for \(writes)", run.plan)
    }
}
