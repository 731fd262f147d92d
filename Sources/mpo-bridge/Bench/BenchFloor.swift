import JSON

/// What the work of a scenario costs at least: the CPU time of the parts that bound it, measured
/// alone, for as many calls, bytes and commits as the daemon really had.
struct BenchFloor: Sendable {
    /// Calls to both simulated sides, and those of them that are signed: MPO's.
    let calls: Int
    let signatures: Int
    /// Invokes that came over sockets.
    let invokes: Int
    /// Bytes of JSON that came in: invokes, pages and MPO's answers.
    let bytes: Int
    /// Transactions of the store.
    let commits: Int
    /// What must be added to the store or changed in it at least: two for an invocation that
    /// begins, one for its end, each page, call and batch, and each call's intent.
    let records: Int
    let libcurlSeconds: Double
    let signingSeconds: Double
    let socketSeconds: Double
    let validationSeconds: Double
    let syncSeconds: Double
    /// With its `fdatasync`.
    let storeSeconds: Double

    var seconds: Double {
        libcurlSeconds + signingSeconds + socketSeconds + validationSeconds + storeSeconds
    }

    /// Of several scenarios together.
    init(_ parts: [BenchFloor]) {
        calls = parts.reduce(0) { $0 + $1.calls }
        signatures = parts.reduce(0) { $0 + $1.signatures }
        invokes = parts.reduce(0) { $0 + $1.invokes }
        bytes = parts.reduce(0) { $0 + $1.bytes }
        commits = parts.reduce(0) { $0 + $1.commits }
        records = parts.reduce(0) { $0 + $1.records }
        libcurlSeconds = parts.reduce(0) { $0 + $1.libcurlSeconds }
        signingSeconds = parts.reduce(0) { $0 + $1.signingSeconds }
        socketSeconds = parts.reduce(0) { $0 + $1.socketSeconds }
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
        let operations = plan.operationsPerCall
        signatures = after.ledger.calls - before.ledger.calls
        let productCalls = after.ledger.productCalls - before.ledger.productCalls
        calls = signatures + productCalls
        commits = after.commits - before.commits
        // A pulled page is about as long as the rows of an invoke.
        invokes = rowsArrived / max(1, plan.rowsEach)
        let arrived = invokes * bounds.invokeBytes.base + rowsArrived * bounds.invokeBytes.row
        bytes = arrived + signatures * bounds.call.answerBytes(operationsPerCall: operations)
        let call = bounds.call.microseconds(operationsPerCall: operations)
        libcurlSeconds =
            (Double(signatures) * call + Double(productCalls) * bounds.call.ofProductMicroseconds)
            / 1_000_000
        let signing = bounds.call.signingMicroseconds(operationsPerCall: operations)
        signingSeconds = Double(signatures) * signing / 1_000_000
        // As if all were as short as those of one row.
        socketSeconds = Double(invokes) * bounds.socket.invokeMicroseconds / 1_000_000
        validationSeconds = Double(bytes) * bounds.validationNanosecondsPerByte / 1_000_000_000
        syncSeconds = Double(commits) * bounds.syncCPUMicroseconds / 1_000_000
        let pages = max(invokes, after.ledger.pages - before.ledger.pages)
        let ends = after.ledger.finished - before.ledger.finished
        let batches = after.ledger.batches - before.ledger.batches
        records = 2 * invokes + ends + pages + 2 * signatures + batches
        storeSeconds = bounds.store.seconds(commits: commits, records: records, bytes: arrived)
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for (name, number) in [
            ("calls", calls), ("signatures", signatures), ("invokes", invokes),
            ("bytes", bytes), ("commits", commits), ("records", records),
        ] {
            writer.key(name)
            writer.integer(number)
        }
        writer.member("libcurlSeconds", libcurlSeconds)
        writer.member("signingSeconds", signingSeconds)
        writer.member("socketSeconds", socketSeconds)
        writer.member("validationSeconds", validationSeconds)
        writer.member("syncSeconds", syncSeconds)
        writer.member("storeSeconds", storeSeconds)
        writer.endObject()
    }
}
