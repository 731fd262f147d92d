/// What libcurl takes alone for a call, in CPU time: 32 at a time to the simulated MPO.
struct BenchCallBound: Sendable {
    /// A call to MPO of ten operations, and of one.
    let ofTenMicroseconds: Double
    let ofOneMicroseconds: Double
    /// What MPO answers them: JSON, which has to be checked.
    private let ofTenAnswerBytes: Int
    private let ofOneAnswerBytes: Int
    /// OpenSSL alone: the signature that MPO asks for over the whole body.
    let ofTenSigningMicroseconds: Double
    let ofOneSigningMicroseconds: Double
    /// A call to the product: as short as one operation, with the headers that the protocol asks
    /// for. libcurl puts those out a character at a time.
    let ofProductMicroseconds: Double

    /// - Parameters:
    ///   - count: calls of each kind.
    ///   - caFile: of the certificates that are trusted; `nil` for plain HTTP.
    init(_ peers: BenchRemote, count: Int, caFile: String? = nil) async throws(CommandError) {
        let caller = BenchCaller(url: peers.addresses.mpo, caFile: caFile)
        let authorization = try await peers.invoke(rows: 1).authorization
        // Nobody is measured who runs for the first time.
        _ = try await caller.measure(calls: max(1, count / 10), operations: 10)
        (ofTenMicroseconds, ofTenAnswerBytes) = try await caller.measure(
            calls: count, operations: 10)
        (ofOneMicroseconds, ofOneAnswerBytes) = try await caller.measure(
            calls: count, operations: 1)
        ofTenSigningMicroseconds = BenchCaller.signing(calls: count, operations: 10)
        ofOneSigningMicroseconds = BenchCaller.signing(calls: count, operations: 1)
        ofProductMicroseconds = try await caller.measure(
            calls: count, operations: 1,
            headers: BenchCaller.productHeaders(authorization)
        ).microseconds
    }

    func microseconds(operationsPerCall: Int) -> Double {
        operationsPerCall > 1 ? ofTenMicroseconds : ofOneMicroseconds
    }

    func answerBytes(operationsPerCall: Int) -> Int {
        operationsPerCall > 1 ? ofTenAnswerBytes : ofOneAnswerBytes
    }

    func signingMicroseconds(operationsPerCall: Int) -> Double {
        operationsPerCall > 1 ? ofTenSigningMicroseconds : ofOneSigningMicroseconds
    }
}
