import Curl
import JSON

/// Makes the calls of `BenchTogether`, 32 at a time: signs those to MPO, and checks the JSON of
/// every answer. Lives on a `CurlLoop`'s thread.
final class BenchTogetherCaller: TransferClient {
    struct Calls: Sendable {
        let mpo: TransferRequest
        let product: TransferRequest
        /// What is signed for each call to MPO.
        let mpoBody: [UInt8]
    }

    struct Result: Sendable {
        /// CPU time of the thread, but for the first calls.
        var cpu = Duration.zero
        var failed = 0
    }

    private let calls: Calls
    private let work: BenchWork
    private let first: Int
    private let progress: BenchProgress
    private let done: @Sendable (Result) -> Void
    private var started = 0
    private var ended = 0
    private var cpuBefore: Duration?
    private var result = Result()

    /// - Parameter first: calls that open connections and fill caches, before those that are
    ///   measured.
    init(
        _ calls: Calls, _ work: BenchWork, first: Int, _ progress: BenchProgress,
        done: @escaping @Sendable (Result) -> Void
    ) {
        self.calls = calls
        self.work = work
        self.first = first
        self.progress = progress
        self.done = done
    }

    func turn(_ ended: [EndedTransfer], _ starter: TransferStarter) -> Duration {
        for transfer in ended { end(transfer) }
        if self.ended >= first, cpuBefore == nil { cpuBefore = BenchCaller.threadCPU() }
        start(starter)
        if self.ended == first + work.calls {
            result.cpu = BenchCaller.threadCPU() - (cpuBefore ?? .zero)
            progress.end()
            starter.finish()
        }
        return .seconds(60)
    }

    private func start(_ starter: TransferStarter) {
        var begun = BenchProgress.Count()
        while started < first + work.calls, started - ended < BenchPlan.callsInFlightMax {
            if work.isProductCall(started) {
                begun.productCalls += 1
                starter.start(calls.product, tag: UInt64(started))
            } else {
                begun.mpoCalls += 1
                BenchCaller.sign(calls.mpoBody)
                starter.start(calls.mpo, tag: UInt64(started))
            }
            started += 1
        }
        if begun.calls > 0 { progress.add(begun) }
    }

    private func end(_ transfer: EndedTransfer) {
        ended += 1
        guard case .success(let response) = transfer.result, response.status == 200,
            (try? JSONText(response.body)) != nil
        else {
            result.failed += 1
            return
        }
    }

    func stopped(_ ended: [EndedTransfer]) { done(result) }
}
