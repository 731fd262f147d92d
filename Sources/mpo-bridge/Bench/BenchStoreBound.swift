import Glibc
import SQLite

/// What SQLite takes alone, in CPU time: with the store's durability, its cache and the way it
/// writes the log, and a table that is plain.
struct BenchStoreBound: Sendable {
    /// A transaction of one short record, which is on the disk at its end.
    let transactionMicroseconds: Double
    /// Each further record of a transaction: every other one is changed instead of added.
    let recordMicroseconds: Double
    /// Each byte of a record that is long.
    let byteNanoseconds: Double

    /// Of the first kind; the others are measured with a tenth of it.
    static func transactions(isQuick: Bool) -> Int { isQuick ? 500 : 5_000 }

    private static let shortBytes = 200
    private static let longBytes = 64 << 10
    private static let recordsTogether = 100

    /// CPU time in seconds.
    func seconds(commits: Int, records: Int, bytes: Int) -> Double {
        // The first record of each transaction is in its price.
        let further = max(0, records - commits)
        return (Double(commits) * transactionMicroseconds + Double(further) * recordMicroseconds)
            / 1_000_000 + Double(bytes) * byteNanoseconds / 1_000_000_000
    }
}

/// How the prices are measured.
extension BenchStoreBound {
    init(in folder: TemporaryDirectory, transactions: Int) throws(CommandError) {
        let path = folder.file("bare.db")
        // Open until the end of this; what runs next may need the room.
        defer { unsafe unlink(path) }
        do throws(SQLiteError) {
            let table = try BenchBareStore(path)
            let some = max(1, transactions / 10)
            _ = try Self.cpu(table, some, records: 1, bytes: Self.shortBytes)
            let one = try Self.cpu(table, transactions, records: 1, bytes: Self.shortBytes)
            let many = try Self.cpu(
                table, some, records: Self.recordsTogether, bytes: Self.shortBytes)
            let long = try Self.cpu(table, some, records: 1, bytes: Self.longBytes)
            let further = Double(Self.recordsTogether - 1)
            let longer = Double(Self.longBytes - Self.shortBytes)
            self.init(
                transactionMicroseconds: one, recordMicroseconds: max(0, many - one) / further,
                byteNanoseconds: max(0, long - one) * 1_000 / longer)
        } catch {
            throw CommandError("cannot write \(path): \(error.message)")
        }
    }

    /// CPU time of one transaction, in microseconds.
    private static func cpu(
        _ table: borrowing BenchBareStore, _ transactions: Int, records: Int, bytes: Int
    ) throws(SQLiteError) -> Double {
        let text = [UInt8](repeating: 0x5A, count: bytes)
        let start = BenchCaller.processCPU()
        for _ in 0..<transactions {
            try table.transaction { (table) throws(SQLiteError) in
                for record in 0..<records {
                    if record.isMultiple(of: 2) { try table.add(text) } else { try table.change() }
                }
            }
        }
        let used = BenchCaller.processCPU() - start
        return used / .microseconds(1) / Double(transactions)
    }
}
