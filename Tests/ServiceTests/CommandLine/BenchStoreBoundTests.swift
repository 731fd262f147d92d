import Foundation
import Testing

@testable import mpo_bridge

@Suite(.timeLimit(.minutes(1))) struct `The bound of SQLite` {
    @Test func `has a price for transactions, for records, and for bytes`() {
        let bound = BenchStoreBound(
            transactionMicroseconds: 20, recordMicroseconds: 3, byteNanoseconds: 5)
        // The first record of each transaction is paid with it.
        for (commits, records, bytes, microseconds) in [
            (1, 0, 0, 20.0), (1, 1, 0, 20), (1, 2, 0, 23), (4, 14, 0, 110), (0, 0, 1_000, 5),
            (2, 12, 2_000, 80),
        ] {
            let seconds = bound.seconds(commits: commits, records: records, bytes: bytes)
            #expect(abs(seconds * 1_000_000 - microseconds) < 0.001)
        }
    }

    @Test func `is measured with a store of its own, which it takes away`() throws {
        let folder = try TemporaryDirectory(named: "mpo-bridge-bound")
        defer { folder.remove() }
        let bound = try BenchStoreBound(in: folder, transactions: 100)
        #expect(bound.transactionMicroseconds > 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }
}
