internal import Curl
internal import Synchronization

/// Sends invokes to a bridge as the product would, from one thread, as fast as it is told to.
package final class InvokeSender: Sendable {
    private let loop: CurlLoop
    private let inbox = InvokeInbox()

    /// A sender of a simulated product's invokes.
    ///
    /// - Parameter connectionsMax: connections to the bridge at a time.
    package convenience init(_ product: ProductSimulator, connectionsMax: Int = 64) {
        self.init(
            source: InvokeSource(
                invoke: { product.invoke(rows: $0, flow: $1) },
                authorization: { product.authorization() },
                acknowledge: { product.acknowledge($0, invocationID: $1) }),
            connectionsMax: connectionsMax)
    }

    init(source: InvokeSource, connectionsMax: Int) {
        loop = CurlLoop(connectionsMax: connectionsMax)
        let inbox = inbox
        loop.run { InvokeClient(source, inbox) }
    }

    deinit { loop.stop() }

    /// Sends a load to the invoke URL of a bridge and waits until every answer is here.
    ///
    /// Loads are sent one after the other, each with its own number of invokes in flight.
    package func send(_ load: InvokeLoad, to url: String) async -> InvokeReport {
        await withCheckedContinuation { continuation in
            let job = InvokeJob(load: load, url: url) { continuation.resume(returning: $0) }
            if inbox.put(job) {
                loop.wake()
            } else {
                continuation.resume(returning: InvokeReport())
            }
        }
    }

    /// Gives up what is on its way, and waits until everybody has a report.
    package func stop() {
        loop.stop()
        loop.join()
    }
}

/// Where invokes come from, and who hears what they were answered.
struct InvokeSource: Sendable {
    let invoke: @Sendable (_ rows: Int, _ flow: InvokeFlow) -> SimulatedInvoke
    let authorization: @Sendable () -> String
    let acknowledge: @Sendable (_ number: Int, _ invocationID: String) -> Void
}

/// A load that waits for its turn.
struct InvokeJob: Sendable {
    let load: InvokeLoad
    let url: String
    let done: @Sendable (InvokeReport) -> Void
}

/// The way from callers to the loop's thread.
final class InvokeInbox: Sendable {
    private struct State: Sendable {
        var jobs: [InvokeJob] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    /// False when nobody will take it any more.
    func put(_ job: InvokeJob) -> Bool {
        state.withLock { state in
            if state.isClosed { return false }
            state.jobs.append(job)
            return true
        }
    }

    func take() -> [InvokeJob] { state.withLock { exchange(&$0.jobs, with: []) } }

    func close() -> [InvokeJob] {
        state.withLock { state in
            state.isClosed = true
            return exchange(&state.jobs, with: [])
        }
    }
}
