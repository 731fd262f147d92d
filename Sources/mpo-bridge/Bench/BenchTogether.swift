import Curl
import Glibc
import JSON
import SQLite

/// The parts that bound the daemon, all at once, in the proportions of a scenario and on as many
/// threads: libcurl with signatures, SQLite with what has to be on the disk, sockets that invokes
/// come over. Alone, a part has a processor and its caches for itself; in a daemon it never does.
///
/// It is all that the work takes but for the bridge: no row is mapped, no answer is read, nothing
/// waits for the disk or is read from it, and no thread hands anything back to another.
struct BenchTogether: Sendable {
    private let work: BenchWork
    private let calls: BenchTogetherCaller.Calls
    private let invoke: (body: [UInt8], authorization: String)
    /// Of what MPO answers to a call: what has to be kept for the product.
    private let resultBytes: Int
    private let progress: BenchProgress

    /// - Parameter peers: simulated sides that nobody else calls.
    init(_ work: BenchWork, _ peers: BenchRemote) async throws(CommandError) {
        self.work = work
        let caller = BenchCaller(url: peers.addresses.mpo, caFile: nil)
        invoke = try await peers.invoke(rows: work.rowsEach)
        calls = BenchTogetherCaller.Calls(
            mpo: caller.request(work.operationsPerCall),
            product: caller.request(1, BenchCaller.productHeaders(invoke.authorization)),
            mpoBody: BenchCaller.body(work.operationsPerCall))
        resultBytes = try await Self.resultBytes(calls.mpo)
        progress = try BenchProgress()
    }

    private static func resultBytes(_ call: TransferRequest) async throws(CommandError) -> Int {
        let client = CurlClient(inFlightMax: 1)
        defer { client.stop() }
        guard let response = try? await client.perform(call),
            let answers = (try? JSONText(response.body))?.root["ops"]
        else { throw CommandError("the simulated MPO does not answer") }
        return answers.elements.reduce(0) { $0 + ($1["data"]?.bytes.count ?? 0) }
    }

    /// CPU time of all threads, for the whole work, in seconds. Once in its life.
    func measure(in folder: TemporaryDirectory) async throws(CommandError) -> Double {
        var threads: [BenchThread] = []
        var failure: CommandError?
        var result = BenchTogetherCaller.Result()
        do throws(CommandError) {
            try start(&threads, in: folder)
            result = await makeCalls()
        } catch {
            failure = error
        }
        // Those that were started come to their end with it.
        progress.end()
        var used: [Duration] = []
        for index in threads.indices {
            do throws(CommandError) {
                used.append(try threads[index].cpu())
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        guard result.failed == 0 else {
            throw CommandError("\(result.failed) of \(work.calls) calls failed")
        }
        // These worked for the first calls as well.
        let share = Double(work.calls) / Double(work.calls + firstCalls)
        return result.cpu.inSeconds + used.reduce(0) { $0 + $1.inSeconds * share }
    }

    /// Those that open connections and fill caches.
    private var firstCalls: Int { max(BenchPlan.callsInFlightMax, work.calls / 10) }

    private func makeCalls() async -> BenchTogetherCaller.Result {
        let loop = CurlLoop(connectionsMax: BenchPlan.callsInFlightMax)
        let result = await withCheckedContinuation { continuation in
            loop.run {
                BenchTogetherCaller(calls, work, first: firstCalls, progress) {
                    continuation.resume(returning: $0)
                }
            }
        }
        loop.join()
        return result
    }

    private func start(
        _ threads: inout [BenchThread], in folder: TemporaryDirectory
    ) throws(CommandError) {
        let (product, receiver) = try BenchSocketSide.pair(for: invoke)
        let path = folder.file("together.db")
        threads.append(try BenchThread("store") { () throws(CommandError) in try keep(at: path) })
        // The simulated product's part: its time is not counted.
        threads.append(
            try BenchThread("product", isCounted: false) {
                product.ask {
                    let (count, isOver) = progress.now
                    return (work.invokes(atCall: count.calls), isOver)
                }
                product.close()
            })
        threads.append(
            try BenchThread("receiver") {
                var number = 0
                while receiver.answer(from: number, count: 1) == 1 {
                    _ = try? JSONText(invoke.body)
                    number += 1
                }
                receiver.close()
            })
    }
}

/// What has to be on the disk.
extension BenchTogether {
    /// As the store's own: the least time from one commit to the next.
    private static let commitInterval = Duration.milliseconds(1)
    private static let shortText = [UInt8](repeating: 0x5A, count: 200)

    private func keep(at path: String) throws(CommandError) {
        // Open until the end of this; what runs next may need the room.
        defer { unsafe unlink(path) }
        do throws(SQLiteError) {
            let store = try BenchBareStore(path)
            var known = BenchProgress.Count()
            while let count = progress.more(than: known) {
                let begun = ContinuousClock.now
                try store.transaction { (store) throws(SQLiteError) in
                    try add(known, count, to: store)
                }
                known = count
                let rest = Self.commitInterval - begun.duration(to: .now)
                if rest > .zero { usleep(UInt32(rest / .microseconds(1))) }
            }
        } catch {
            throw CommandError("cannot write \(path): \(error.message)")
        }
    }

    /// The records of `BenchFloor`, with the bytes of invokes and results.
    private func add(
        _ before: BenchProgress.Count, _ after: BenchProgress.Count,
        to store: borrowing BenchBareStore
    ) throws(SQLiteError) {
        let invokes = work.invokes(atCall: after.calls) - work.invokes(atCall: before.calls)
        let mpoCalls = after.mpoCalls - before.mpoCalls
        let batches = max(0, after.productCalls - before.productCalls - invokes)
        let result = [UInt8](repeating: 0x5A, count: resultBytes)
        for _ in 0..<invokes { try store.add(invoke.body) }
        for _ in 0..<mpoCalls { try store.add(result) }
        for _ in 0..<2 * invokes + batches { try store.add(Self.shortText) }
        for _ in 0..<mpoCalls + invokes { try store.change() }
    }
}
