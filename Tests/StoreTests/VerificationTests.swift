import Bridge
import Foundation
import SQLite
import Store
import Testing

@Suite struct `A verification` {
    /// A store with a bit of everything; the first invocation is over, and still there.
    private static func workplace() async throws -> Workplace {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        for step in ReferenceWorkload().steps {
            switch step {
            case .accept(let new): _ = try await store.accept(new).get()
            case .write(let unit): try await store.write(unit).get()
            case .deleteFinished, .reopen: break
            }
        }
        return workplace
    }

    private static func verify(_ workplace: Workplace) throws(StoreError) -> VerificationReport {
        try StoreVerification.run(path: workplace.path) { _ in }
    }

    @Test func `finds nothing wrong with a store after each unit of a workload`() async throws {
        let workplace = try Workplace()
        var store = try workplace.store()
        for step in ReferenceWorkload().steps {
            switch step {
            case .accept(let new): _ = try await store.accept(new).get()
            case .write(let unit): try await store.write(unit).get()
            case .deleteFinished:
                let before = UnixTime.sample.plus(.seconds(1))
                #expect(try await store.deleteFinished(before: before).get() == 1)
            case .reopen:
                store.stop()
                store = try workplace.store()
            }
            // Beside the living store.
            #expect(try Self.verify(workplace).findings.map(\.description) == [])
        }
        store.stop()
    }

    @Test func `says how much it has looked at`() async throws {
        let workplace = try await Self.workplace()
        var lines: [String] = []
        let report = try StoreVerification.run(path: workplace.path) { lines.append($0) }
        #expect(report.isSound)
        #expect(report.invocations == 4)
        #expect(report.rows == 56)
        #expect(report.records == 4 + 7 + 5 + 3 + 3)
        #expect(lines.count == 2)
    }

    @Test func `lets the log start over after every part`() async throws {
        let workplace = try await Self.workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let stranger = try workplace.stranger()
        var parts = 0
        let report = try StoreVerification.run(path: workplace.path, snapshotRecordsMax: 1) { _ in
            parts += 1
            // Throws when a reader is in the way.
            do { try stranger.checkpoint(.truncate) } catch { Issue.record("\(error)") }
        }
        #expect(report.isSound)
        // The file, each invocation, and the end.
        #expect(parts == 1 + report.invocations + 1)
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        let sql: String
        let finding: String
        var testDescription: String { finding }

        init(_ sql: String, _ finding: String) {
            self.sql = sql
            self.finding = finding
        }
    }

    private static let incomplete = "UPDATE invocation SET is_whole = 0 WHERE key = 2"

    /// Keys of the first invocation's records are 2³² and its row.
    static let damages = [
        Damage("UPDATE invocation SET failed = 2 WHERE key = 1", "counts 2 rows as failed"),
        Damage("UPDATE invocation SET succeeded = 27 WHERE key = 1", "27 rows as succeeded"),
        Damage("UPDATE invocation SET unknown = 0 WHERE key = 1", "0 rows as unknown"),
        Damage("UPDATE invocation SET reported = 29 WHERE key = 1", "29 reported rows"),
        Damage("UPDATE invocation SET claimed_to = 29 WHERE key = 1", "row 29 has a record"),
        Damage("UPDATE invocation SET settled_to = 31 WHERE key = 1", "out of order"),
        Damage("UPDATE invocation SET settled_to = 3 WHERE key = 4", "out of order"),
        Damage("UPDATE invocation SET settled_to = 1 WHERE key = 1", "1 of 30 rows are settled"),
        Damage("UPDATE invocation SET rows_announced = 31 WHERE key = 1", "30 of 31 announced"),
        Damage("UPDATE invocation SET epoch = 9 WHERE key = 1", "epoch is later"),
        Damage("UPDATE invocation SET state = 'running' WHERE key = 1", "not listed as unfinished"),
        Damage("INSERT INTO unfinished VALUES (1)", "listed as unfinished"),
        Damage("DELETE FROM unfinished WHERE key = 3", "not listed as unfinished"),
        Damage("DELETE FROM invoke WHERE key = 2", "its invoke is missing"),
        Damage("UPDATE invoke SET id = 'x' WHERE key = 1", "its invoke is missing"),
        Damage("DELETE FROM page WHERE key = 4294967306", "rows 10 to 19 are in no page"),
        Damage("DELETE FROM page WHERE key = 4294967316", "pages end at row 20"),
        Damage("UPDATE page SET row_count = 11 WHERE key = 4294967296", "is in two pages"),
        Damage("UPDATE page SET rows = '[[]]' WHERE key = 4294967296", "holds 1"),
        Damage("UPDATE page SET rows = '[[' WHERE key = 4294967296", "holds -1"),
        Damage("DELETE FROM call WHERE key = 4294967316", "row 20 has no record"),
        Damage("UPDATE call SET row_count = 11 WHERE key = 4294967296", "holds 10 results"),
        Damage("UPDATE call SET row_count = 14 WHERE key = 4294967296", "has two records"),
        Damage("DELETE FROM exception WHERE key = 4294967307", "row 11 has no record"),
        Damage("UPDATE exception SET state = 'held' WHERE key = 4294967307", "no final status"),
        Damage("UPDATE exception SET result = NULL WHERE key = 4294967306", "no result"),
        Damage("DELETE FROM attempt WHERE number = 1 AND key = 4294967306", "attempts of row 10"),
        Damage(
            "UPDATE attempt SET key = 4294967396 WHERE key = 4294967299", "row 100 has an attempt"),
        Damage("DELETE FROM batch WHERE key = 4294967297", "batch 1 is missing"),
        Damage("DELETE FROM batch WHERE key = 4294967298", "18 of 30 rows"),
        Damage("UPDATE batch SET rows = '0-9,11-19' WHERE key = 4294967297", "an earlier one"),
        Damage("UPDATE batch SET rows = '0-9,13-19' WHERE key = 4294967297", "is in no batch"),
        Damage("UPDATE batch SET rows = 'all' WHERE key = 4294967297", "no valid rows"),
        Damage("UPDATE batch SET row_end = 21 WHERE key = 4294967297", "no valid rows"),
        Damage(
            "UPDATE batch SET rows = '10-11,20-30', row_end = 31 WHERE key = 4294967298",
            "row 30 is in a batch"),
        Damage("UPDATE batch SET corrected = 0 WHERE key = 4294967299", "an earlier one"),
        Damage("INSERT INTO correction VALUES (4294967300)", "row 4 is to be reported again and"),
        Damage("INSERT INTO correction VALUES (4294967400)", "row 104 is to be reported again"),
        Damage("INSERT INTO correction VALUES (38654705664)", "a record of kind correction"),
        Damage("UPDATE invocation SET is_notified = 1 WHERE key = 2; " + incomplete, "told too"),
        Damage("UPDATE page SET key = 9 << 32 WHERE key = 3 << 32", "invocation number 9: it has"),
        Damage("UPDATE call SET key = 5 WHERE key = 3 << 32", "file: it has a record of kind"),
        Damage("UPDATE invocation SET claimed_to = -7 WHERE key = 3", "out of range"),
        Damage("UPDATE call SET row_count = 1 << 62 WHERE key = 3 << 32", "holds 3 results"),
        Damage("UPDATE invoke SET mapping = 9 WHERE key = 1", "invoke 1 refers to"),
    ]

    @Test(arguments: damages)
    func `finds each contradiction`(_ damage: Damage) async throws {
        let workplace = try await Self.workplace()
        try workplace.stranger().execute(damage.sql)
        let findings = try Self.verify(workplace).findings.map(\.description)
        #expect(findings.contains { $0.contains(damage.finding) }, "\(findings)")
    }

    @Test func `names the invocation and what the damage means`() async throws {
        let workplace = try await Self.workplace()
        let id = try #require(try workplace.stranger().text("SELECT id FROM invoke WHERE key = 1"))
        try workplace.stranger().execute("DELETE FROM page WHERE key = 4294967306")
        let report = try Self.verify(workplace)
        #expect(!report.isSound)
        #expect(
            report.findings.map(\.description) == [
                "invocation \(id): rows 10 to 19 are in no page: they can neither be sent nor be "
                    + "reported"
            ])
    }

    @Test func `finds a page of the file that is not what it was`() async throws {
        let workplace = try await Self.workplace()
        let root = try #require(
            try workplace.stranger().integer(
                "SELECT rootpage FROM sqlite_schema WHERE name = 'call'"))
        var bytes = try Data(contentsOf: URL(filePath: workplace.path))
        let start = (Int(root) - 1) * StoreOptions().pageBytes
        bytes.replaceSubrange(start..<start + 100, with: Data(repeating: 0xee, count: 100))
        try bytes.write(to: URL(filePath: workplace.path))
        let report = try Self.verify(workplace)
        #expect(report.findings.contains { $0.invocation == nil && $0.key == nil })
    }

    @Test func `refuses what is no store, and one of a newer program`() throws {
        let workplace = try Workplace()
        func error() -> StoreError? {
            do throws(StoreError) {
                _ = try Self.verify(workplace)
                return nil
            } catch { return error }
        }
        #expect(error()?.label == "io")
        try workplace.stranger().execute("CREATE TABLE recipes (name TEXT)")
        #expect(error()?.label == "foreign")
        try workplace.stranger().execute("DROP TABLE recipes; PRAGMA application_id = 1836085090")
        try workplace.stranger().execute("PRAGMA user_version = 99")
        #expect(error()?.label == "newer_schema")
    }

    @Test func `leaves alone what a retention has begun to delete`() async throws {
        let workplace = try await Self.workplace()
        try workplace.stranger().execute(
            "DELETE FROM invoke WHERE key = 1; DELETE FROM page WHERE key >> 32 = 1")
        #expect(try Self.verify(workplace).findings == [])
        let store = try workplace.store()
        defer { store.stop() }
        let before = UnixTime.sample.plus(.seconds(1))
        #expect(try await store.deleteFinished(before: before).get() == 1)
        #expect(try Self.verify(workplace).findings == [])
    }
}
