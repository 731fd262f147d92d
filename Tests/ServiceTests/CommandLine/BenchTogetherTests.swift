import Testing

@testable import mpo_bridge

@Suite(.timeLimit(.minutes(1))) struct `The parts at once` {
    private static let works = [
        (mpo: 30_000, product: 6_000, invokes: 3_000),
        (mpo: 20_000, product: 40_000, invokes: 20_000),
        (mpo: 2_000, product: 40, invokes: 20), (mpo: 1, product: 1, invokes: 1),
        (mpo: 7, product: 0, invokes: 3),
    ].map {
        BenchWork(
            operationsPerCall: 1, mpoCalls: $0.mpo, productCalls: $0.product,
            invokes: $0.invokes, rowsEach: 1)
    }

    @Test(arguments: works)
    func `make each side its calls, evenly, and get the invokes that belong to them`(
        work: BenchWork
    ) {
        var product = 0
        for number in 0..<2 * work.calls {
            product += work.isProductCall(number) ? 1 : 0
            let even = Double(number + 1) * Double(work.productCalls) / Double(work.calls)
            #expect(abs(Double(product) - even) < 1)
            let invokes = Double(number) * Double(work.invokes) / Double(work.calls)
            #expect(abs(Double(work.invokes(atCall: number)) - invokes) < 1)
        }
        #expect(product == 2 * work.productCalls)
        #expect(work.invokes(atCall: work.calls) == work.invokes)
    }

    @Test(arguments: works)
    func `may be a part of the work, in the same proportions`(work: BenchWork) {
        let all = work.cut(toCalls: work.calls)
        #expect(all.calls == work.calls)
        let cut = work.cut(toCalls: 3_000)
        #expect(cut.calls <= 3_000)
        let share = min(1, 3_000 / Double(work.calls))
        for (part, whole) in [
            (cut.mpoCalls, work.mpoCalls), (cut.productCalls, work.productCalls),
            (cut.invokes, work.invokes),
        ] {
            #expect(abs(Double(part) - Double(whole) * share) <= 1)
        }
    }

    /// One thread counts, another one hears of all of it, and then of the end.
    @Test func `hear how far the calls are, and that they are over`() throws {
        let progress = try BenchProgress()
        var counting = try BenchThread("counting") {
            for number in 1...10_000 {
                let isProductCall = number.isMultiple(of: 3)
                progress.add(
                    BenchProgress.Count(
                        mpoCalls: isProductCall ? 0 : 1, productCalls: isProductCall ? 1 : 0))
            }
            progress.end()
        }
        var known = BenchProgress.Count()
        while let count = progress.more(than: known) {
            #expect(count.calls > known.calls)
            known = count
        }
        #expect(known == BenchProgress.Count(mpoCalls: 6_667, productCalls: 3_333))
        #expect(progress.more(than: known) == nil)
        #expect(try counting.cpu() > .zero)
    }

    @Test func `tell why a thread of theirs has failed`() throws {
        var thread = try BenchThread("failing") { () throws(CommandError) in
            throw CommandError("no room")
        }
        #expect(throws: CommandError.self) { try thread.cpu() }
    }

    @Test func `take each invoke once, as it becomes due`() throws {
        let invoke = (body: [UInt8](repeating: 0, count: 3_000), authorization: "Bearer x")
        let (product, receiver) = try BenchSocketSide.pair(for: invoke)
        let progress = try BenchProgress()
        var asking = try BenchThread("asking") {
            product.ask {
                let (count, isOver) = progress.now
                return (count.calls, isOver)
            }
            product.close()
        }
        var taken = 0
        for count in [1, 63, 64, 200] {
            progress.add(BenchProgress.Count(mpoCalls: count))
            #expect(receiver.answer(from: taken, count: count) == count)
            taken += count
        }
        progress.end()
        #expect(receiver.answer(from: taken, count: 1) == 0)
        receiver.close()
        _ = try asking.cpu()
    }
}
