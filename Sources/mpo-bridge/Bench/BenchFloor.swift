import JSON

/// What the work of a scenario costs at least: the CPU time of the parts that bound it, measured
/// alone, for as many calls, bytes and commits as the daemon really had.
struct BenchFloor: Sendable {
    /// Calls to both simulated sides.
    let calls: Int
    /// Bytes of JSON that came in: invokes and pages.
    let bytes: Int
    /// Transactions of the store.
    let commits: Int
    /// What must be added to the store or changed in it at least: two for an invocation that
    /// begins, one for its end, each page, call and batch, and each call's intent.
    let records: Int
    let libcurlSeconds: Double
    let validationSeconds: Double
    let syncSeconds: Double
    /// With its `fdatasync`.
    let storeSeconds: Double

    var seconds: Double { libcurlSeconds + validationSeconds + storeSeconds }

    /// Of several scenarios together.
    init(_ parts: [BenchFloor]) {
        calls = parts.reduce(0) { $0 + $1.calls }
        bytes = parts.reduce(0) { $0 + $1.bytes }
        commits = parts.reduce(0) { $0 + $1.commits }
        records = parts.reduce(0) { $0 + $1.records }
        libcurlSeconds = parts.reduce(0) { $0 + $1.libcurlSeconds }
        validationSeconds = parts.reduce(0) { $0 + $1.validationSeconds }
        syncSeconds = parts.reduce(0) { $0 + $1.syncSeconds }
        storeSeconds = parts.reduce(0) { $0 + $1.storeSeconds }
    }

    /// Between two moments of a run.
    ///
    /// - Parameter rowsArrived: those that came in meanwhile, and not from the store.
    init(
        _ bounds: BenchBounds, _ plan: BenchPlan, from before: BenchMoment,
        to after: BenchMoment, rowsArrived: Int
    ) {
        let mpoCalls = after.ledger.calls - before.ledger.calls
        let productCalls = after.ledger.productCalls - before.ledger.productCalls
        calls = mpoCalls + productCalls
        commits = after.commits - before.commits
        // A pulled page is about as long as the rows of an invoke.
        let invokes = rowsArrived / max(1, plan.rowsEach)
        bytes = invokes * bounds.invokeBytes.base + rowsArrived * bounds.invokeBytes.row
        let call = bounds.call.microseconds(operationsPerCall: plan.operationsPerCall)
        libcurlSeconds =
            (Double(mpoCalls) * call + Double(productCalls) * bounds.call.ofProductMicroseconds)
            / 1_000_000
        validationSeconds = Double(bytes) * bounds.validationNanosecondsPerByte / 1_000_000_000
        syncSeconds = Double(commits) * bounds.syncCPUMicroseconds / 1_000_000
        let pages = max(invokes, after.ledger.pages - before.ledger.pages)
        let ends = after.ledger.finished - before.ledger.finished
        let batches = after.ledger.batches - before.ledger.batches
        records = 2 * invokes + ends + pages + 2 * mpoCalls + batches
        storeSeconds = bounds.store.seconds(commits: commits, records: records, bytes: bytes)
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for (name, number) in [
            ("calls", calls), ("bytes", bytes), ("commits", commits), ("records", records),
        ] {
            writer.key(name)
            writer.integer(number)
        }
        writer.member("libcurlSeconds", libcurlSeconds)
        writer.member("validationSeconds", validationSeconds)
        writer.member("syncSeconds", syncSeconds)
        writer.member("storeSeconds", storeSeconds)
        writer.endObject()
    }
}
