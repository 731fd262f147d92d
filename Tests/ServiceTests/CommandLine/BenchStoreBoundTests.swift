import Testing

@testable import mpo_bridge

@Suite(.timeLimit(.minutes(1))) struct `The bound of SQLite` {
    @Test func `has a price for transactions, for records, and for bytes`() throws {
        let folder = try TemporaryDirectory(named: "mpo-bridge-bound")
        defer { folder.remove() }
        let bound = try BenchStoreBound(in: folder, transactions: 100)
        let one = bound.transactionMicroseconds / 1_000_000
        #expect(one > 0)
        // The first record of each transaction is paid with it.
        #expect(bound.seconds(commits: 1, records: 0, bytes: 0) == one)
        #expect(bound.seconds(commits: 1, records: 1, bytes: 0) == one)
        let records = bound.seconds(commits: 1, records: 1_000_001, bytes: 0) - one
        #expect(abs(records - bound.recordMicroseconds) < 0.000_1)
        let bytes = bound.seconds(commits: 0, records: 0, bytes: 1_000_000_000)
        #expect(abs(bytes - bound.byteNanoseconds) < 0.000_1)
    }
}
