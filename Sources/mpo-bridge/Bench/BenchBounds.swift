import Glibc
import JSON

/// How cheap the parts can be at best on this machine, measured alone in the same run: what a
/// scenario's figure is to be compared with.
struct BenchBounds: Sendable {
    private(set) var call: BenchCallBound
    /// An fdatasync of one appended page: how long it takes, and its CPU time.
    let syncMicroseconds: Double
    let syncCPUMicroseconds: Double
    /// CPU time of SQLite.
    let store: BenchStoreBound
    /// CPU time of the kernel for an invoke that is received and answered.
    let socket: BenchSocketBound
    /// CPU time of checking the JSON of an invoke.
    let validationNanosecondsPerByte: Double
    /// The bytes of an invoke without its rows, and of each row.
    let invokeBytes: (base: Int, row: Int)

    init(_ peers: BenchRemote, _ folder: TemporaryDirectory, isQuick: Bool)
        async throws(CommandError)
    {
        call = try await BenchCallBound(peers, count: isQuick ? 2_000 : 20_000)
        let sync = try Self.sync(in: folder, count: isQuick ? 100 : 500)
        syncMicroseconds = sync.each
        syncCPUMicroseconds = sync.cpu
        store = try BenchStoreBound(
            in: folder, transactions: BenchStoreBound.transactions(isQuick: isQuick))
        let small = try await peers.invoke(rows: 1).body
        socket = try BenchSocketBound(
            await peers.invoke(rows: 1), count: isQuick ? 2_000 : 20_000)
        let large = try await peers.invoke(rows: 1_000).body
        let row = (large.count - small.count) / 999
        invokeBytes = (small.count - row, row)
        validationNanosecondsPerByte = try Self.validation(
            of: large, repeats: isQuick ? 200 : 2_000)
    }

    private var validationNanosecondsPerRow: Double {
        validationNanosecondsPerByte * Double(invokeBytes.row)
    }

    /// The same bounds, with the calls measured under the circumstances of a scenario.
    func with(_ call: BenchCallBound) -> BenchBounds {
        var bounds = self
        bounds.call = call
        return bounds
    }

    private static func sync(
        in folder: TemporaryDirectory, count: Int
    ) throws(CommandError) -> (each: Double, cpu: Double) {
        let path = "\(folder.path)/sync"
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CommandError("cannot write \(path)") }
        defer { close(descriptor) }
        let page = [UInt8](repeating: 0x5A, count: 4_096)
        let clock = ContinuousClock()
        let start = clock.now
        let cpu = BenchCaller.processCPU()
        for _ in 0..<count {
            guard unsafe Glibc.write(descriptor, page, page.count) == page.count,
                fdatasync(descriptor) == 0
            else { throw CommandError("cannot write \(path)") }
        }
        let used = BenchCaller.processCPU() - cpu
        return (
            (clock.now - start) / .microseconds(1) / Double(count),
            used / .microseconds(1) / Double(count)
        )
    }

    private static func validation(
        of body: [UInt8], repeats: Int
    ) throws(CommandError) -> Double {
        let cpu = BenchCaller.processCPU()
        do throws(JSONError) {
            for _ in 0..<repeats { _ = try JSONText(body) }
        } catch {
            throw CommandError("the simulated product's invoke is no JSON: \(error)")
        }
        return (BenchCaller.processCPU() - cpu) / .nanoseconds(1) / Double(repeats * body.count)
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("callOfTenMicroseconds", call.ofTenMicroseconds)
        writer.member("callOfOneMicroseconds", call.ofOneMicroseconds)
        writer.member("callOfProductMicroseconds", call.ofProductMicroseconds)
        writer.member("signatureOfTenMicroseconds", call.ofTenSigningMicroseconds)
        writer.member("signatureOfOneMicroseconds", call.ofOneSigningMicroseconds)
        writer.member("invokeSocketMicroseconds", socket.invokeMicroseconds)
        writer.member("syncMicroseconds", syncMicroseconds)
        writer.member("syncCPUMicroseconds", syncCPUMicroseconds)
        writer.member("storeTransactionMicroseconds", store.transactionMicroseconds)
        writer.member("storeRecordMicroseconds", store.recordMicroseconds)
        writer.member("storeNanosecondsPerByte", store.byteNanoseconds)
        writer.member("validationNanosecondsPerByte", validationNanosecondsPerByte)
        writer.endObject()
    }

    /// For the table.
    var lines: [(name: String, value: String, note: String)] {
        [
            libcurl("10 operations", call.ofTenMicroseconds),
            libcurl("1 operation", call.ofOneMicroseconds),
            libcurl("a product call", call.ofProductMicroseconds),
            (
                "bound: sockets, an invoke",
                "\(BenchNumber.fixed(socket.invokeMicroseconds, 1)) µs",
                "CPU for its bytes and its answer"
            ),
            (
                "bound: SHA-1, 10 operations",
                "\(BenchNumber.fixed(call.ofTenSigningMicroseconds, 1)) µs", "CPU a call"
            ),
            (
                "bound: fdatasync of 4 KiB", "\(BenchNumber.fixed(syncMicroseconds, 0)) µs",
                "each; \(BenchNumber.fixed(syncCPUMicroseconds, 1)) µs of CPU"
            ),
            (
                "bound: SQLite, a transaction",
                "\(BenchNumber.fixed(store.transactionMicroseconds, 1)) µs",
                "CPU each; \(BenchNumber.fixed(store.recordMicroseconds, 1)) µs a further record"
            ),
            (
                "bound: JSON validation",
                "\(BenchNumber.fixed(validationNanosecondsPerRow, 0)) ns",
                "CPU a row of \(invokeBytes.row) bytes"
            ),
        ]
    }

    private func libcurl(
        _ call: String, _ microseconds: Double
    ) -> (name: String, value: String, note: String) {
        ("bound: libcurl, \(call)", "\(BenchNumber.fixed(microseconds, 1)) µs", "CPU a call")
    }
}
