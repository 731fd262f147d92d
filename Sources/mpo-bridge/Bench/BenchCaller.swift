import Crypto
import Curl
import Glibc
import JSON
import Simulator
import Synchronization

/// Calls the simulated MPO with libcurl and does nothing else: no rows, no store, no answers read.
///
/// It uses the bridge's own `CurlLoop`, so the bound has in it what that adds to libcurl: a check
/// of the URL, a copy of the body, an answer of its own for each call. Each call reads its URL
/// anew, as a real one does, whose path is new. The body is written and signed once.
struct BenchCaller {
    let url: String
    /// Of the certificates that are trusted; `nil` for plain HTTP.
    let caFile: String?

    /// Makes so many calls, 32 at a time, and gives the CPU time of one in microseconds and the
    /// bytes of an answer's body. Some more go before, which open the connections.
    ///
    /// - Parameter headers: lines beside those that a call to MPO has.
    func measure(
        calls: Int, operations: Int, headers: [String] = []
    ) async throws(CommandError) -> (microseconds: Double, answerBytes: Int) {
        let request = request(operations, headers)
        let loop = CurlLoop(connectionsMax: BenchPlan.callsInFlightMax)
        let result = await withCheckedContinuation { continuation in
            loop.run { CallRepeater(request, count: calls) { continuation.resume(returning: $0) } }
        }
        loop.join()
        guard result.failed == 0 else {
            throw CommandError("\(result.failed) of \(calls) calls to the simulated MPO failed")
        }
        return (result.cpu / .microseconds(1) / Double(calls), result.answerBytes)
    }

    /// CPU time of signing a call of so many operations, in microseconds.
    static func signing(calls: Int, operations: Int) -> Double {
        let body = body(operations)
        let start = processCPU()
        for _ in 0..<calls { sign(body) }
        return (processCPU() - start) / .microseconds(1) / Double(calls)
    }

    /// CPU time of this process's threads: while something is measured all but one stand still.
    static func processCPU() -> Duration {
        var time = timespec()
        // clock_gettime(2) fails only for a clock that does not exist.
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// CPU time of the calling thread.
    static func threadCPU() -> Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private static let options = MPOOptions()
    private static let time = "1700000000"

    /// Signs the body of a call, for what that takes.
    static func sign(_ body: [UInt8]) { _ = signature(of: body) }

    private static func signature(of body: [UInt8]) -> String {
        let digest = options.apiSecret.withBytes { secret in
            Digest.digest(.sha1, of: [Array(time.utf8), secret, body, secret])
        }
        return String(decoding: Hexadecimal.encode(digest), as: UTF8.self)
    }

    /// A call to MPO, signed once: the simulated MPO does not mind that the time stands still.
    func request(_ operations: Int, _ headers: [String] = []) -> TransferRequest {
        let body = Self.body(operations)
        let (user, time, signature) = (Self.options.apiUser, Self.time, Self.signature(of: body))
        return TransferRequest(
            method: .post, url: "\(url)/api/1/json/\(user)/\(time)/\(signature)",
            headers: ["Content-Type: application/json; charset=utf-8"] + headers, body: body,
            policy: OutboundPolicy(
                allowHTTP: true, allowPrivateAddresses: true, caFile: caFile))
    }

    /// The lines that a call to the product has beside those to MPO.
    static func productHeaders(_ authorization: String) -> [String] {
        [
            "Authorization: " + authorization, "Accept: application/json",
            "invocation-id: 3a4f8b1e-6d0c-4c55-9a35-0f7d1c2b9e64",
            "dataset-id: 9c2f5f0a-2d4a-4f7e-8a31-54d1f9a7c0de",
        ]
    }

    /// What the bridge sends for rows of the simulated product.
    static func body(_ operations: Int) -> [UInt8] {
        var writer = JSONWriter(capacity: 256 * operations)
        writer.beginObject()
        writer.key("timeout")
        writer.integer(30)
        writer.key("ops")
        writer.beginArray()
        for row in 0..<operations {
            writer.beginObject()
            writer.key("processID")
            writer.integer(66_305)
            for (name, value) in [
                ("type", "create"), ("obj", "task"),
                ("ref", "3a4f8b1e-6d0c-4c55-9a35-0f7d1c2b9e64-\(row)"),
            ] {
                writer.key(name)
                writer.string(value)
            }
            writer.key("data")
            writer.beginObject()
            for (name, value) in [
                ("city", "Amsterdam"), ("channel", "responsys"), ("tenant", "6607"),
                ("greeting", "Hello Margarethe"),
            ] {
                writer.key(name)
                writer.string(value)
            }
            writer.key("amount")
            writer.double(Double(1_000 + row) + 0.25)
            writer.endObject()
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}

/// What came of some calls.
private struct CallResult: Sendable {
    var cpu = Duration.zero
    var failed = 0
    /// Of the body of the last.
    var answerBytes = 0
}

/// Starts the same transfer again and again; lives on a `CurlLoop`'s thread.
private final class CallRepeater: TransferClient {
    private let request: TransferRequest
    private let count: Int
    private let done: @Sendable (CallResult) -> Void
    /// Those that open the connections, which are awaited first, count as well.
    private var started = 0
    private var ended = 0
    private var cpuBefore = Duration.zero
    private var result = CallResult()

    init(
        _ request: TransferRequest, count: Int,
        done: @escaping @Sendable (CallResult) -> Void
    ) {
        self.request = request
        self.count = count
        self.done = done
    }

    func turn(_ ended: [EndedTransfer], _ starter: TransferStarter) -> Duration {
        let openers = BenchPlan.callsInFlightMax
        for transfer in ended { end(transfer) }
        if started == openers, self.ended == openers { cpuBefore = BenchCaller.processCPU() }
        let allowed = self.ended < openers ? openers : openers + count
        while started < allowed, started - self.ended < BenchPlan.callsInFlightMax {
            starter.start(request, tag: UInt64(started))
            started += 1
        }
        if self.ended == openers + count {
            result.cpu = BenchCaller.processCPU() - cpuBefore
            starter.finish()
        }
        return .seconds(60)
    }

    private func end(_ transfer: EndedTransfer) {
        ended += 1
        guard case .success(let response) = transfer.result, response.status == 200 else {
            result.failed += 1
            return
        }
        result.answerBytes = response.body.count
    }

    func stopped(_ ended: [EndedTransfer]) { done(result) }
}
