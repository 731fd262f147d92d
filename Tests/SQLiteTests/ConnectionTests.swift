import Foundation
import SQLite
import Testing

@Suite struct `A connection` {
    private enum Refusal: Error, Equatable {
        case sqlite(SQLiteError.Kind)
        case mine
    }

    private static func refusal(_ error: SQLiteError) -> Refusal { .sqlite(error.kind) }

    @Test func `keeps what a transaction did`() throws {
        let file = try TemporaryFile()
        let connection = try Connection(path: file.path, access: .readWrite)
        try connection.execute("CREATE TABLE t (n INTEGER)")
        try connection.transaction(Self.refusal) { () throws(Refusal) in
            do { try connection.execute("INSERT INTO t VALUES (7)") } catch { throw .mine }
        }
        let other = try Connection(path: file.path, access: .readOnly)
        #expect(try other.integer("SELECT n FROM t") == 7)
    }

    @Test func `undoes a transaction whose body throws`() throws {
        let file = try TemporaryFile()
        let connection = try Connection(path: file.path, access: .readWrite)
        try connection.execute("CREATE TABLE t (n INTEGER)")
        do throws(Refusal) {
            try connection.transaction(Self.refusal) { () throws(Refusal) in
                do { try connection.execute("INSERT INTO t VALUES (7)") } catch { return }
                throw .mine
            }
            Issue.record("the error was lost")
        } catch { #expect(error == .mine) }
        #expect(try connection.integer("SELECT count(*) FROM t") == 0)
        // And the connection is free for the next one.
        try connection.transaction(Self.refusal) { () throws(Refusal) in }
    }

    @Test func `says what failed, in which statement, and never with which value`() throws {
        let file = try TemporaryFile()
        let connection = try Connection(path: file.path, access: .readWrite)
        try connection.execute("CREATE TABLE t (n TEXT PRIMARY KEY, CHECK (n <> 'secret'))")
        let insert = try connection.prepare("INSERT INTO t VALUES (?1)")
        try insert.bind(1, "secret" as String)
        do throws(SQLiteError) {
            try insert.run()
            Issue.record("the check was not made")
        } catch {
            #expect(error.kind == .constraint)
            #expect(error.code == 275)  // SQLITE_CONSTRAINT_CHECK
            #expect(error.sql == "INSERT INTO t VALUES (?1)")
        }
        try insert.bind(1, "hidden" as String)
        try insert.run()
        do throws(SQLiteError) {
            try insert.run()
            Issue.record("the key was taken twice")
        } catch {
            #expect(error.kind == .constraint)
            #expect(!error.description.contains("hidden"))
        }
    }

    @Test func `refuses a file that is no database`() throws {
        let file = try TemporaryFile()
        try Data(repeating: 0x41, count: 10_000).write(to: URL(filePath: file.path))
        let connection = try Connection(path: file.path, access: .readWrite)
        do throws(SQLiteError) {
            _ = try connection.integer("PRAGMA user_version")
            Issue.record("it was read")
        } catch { #expect(error.kind == .damaged) }
    }

    @Test func `tells a full file from a broken disk and goes on when there is space`() throws {
        let file = try TemporaryFile()
        let connection = try Connection(path: file.path, access: .readWrite)
        try connection.execute("CREATE TABLE t (b BLOB); PRAGMA max_page_count = 10")
        do throws(SQLiteError) {
            try connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
            Issue.record("it fitted")
        } catch { #expect(error.kind == .full) }
        try connection.execute("INSERT INTO t VALUES (zeroblob(1000))")
    }

    @Test func `only reads when it is a reader`() throws {
        let file = try TemporaryFile()
        let writer = try Connection(path: file.path, access: .readWrite)
        try writer.execute("CREATE TABLE t (n INTEGER)")
        let reader = try Connection(path: file.path, access: .readOnly)
        #expect(throws: SQLiteError.self) { try reader.execute("INSERT INTO t VALUES (1)") }
        #expect(throws: SQLiteError.self) {
            _ = try Connection(path: file.path + "-not-there", access: .readOnly)
        }
    }

    @Test func `knows the length of its log, and can cut it`() throws {
        let file = try TemporaryFile()
        let connection = try Connection(path: file.path, access: .readWrite)
        #expect(try connection.text("PRAGMA journal_mode = WAL") == "wal")
        try connection.execute("CREATE TABLE t (n INTEGER)")
        let first = connection.logFrames
        #expect(first > 0)
        for number in 0..<2_000 { try connection.execute("INSERT INTO t VALUES (\(number))") }
        // SQLite's own checkpoint would have begun anew at 1,000 pages.
        #expect(connection.logFrames >= 2_000)
        try connection.checkpoint(.truncate)
        let log = try FileManager.default.attributesOfItem(atPath: file.path + "-wal")
        #expect(log[.size] as? Int == 0)
        try connection.execute("INSERT INTO t VALUES (0)")
        #expect(connection.logFrames < 10)
        #expect(try connection.integer("SELECT count(*) FROM t") == 2_001)
    }

    @Test func `waits for another's lock as long as it may`() throws {
        let file = try TemporaryFile()
        let one = try Connection(path: file.path, access: .readWrite)
        let two = try Connection(path: file.path, access: .readWrite)
        try one.execute("CREATE TABLE t (n INTEGER); BEGIN IMMEDIATE")
        two.waitForLocks(.milliseconds(20))
        do throws(SQLiteError) {
            try two.execute("INSERT INTO t VALUES (1)")
            Issue.record("both wrote")
        } catch { #expect(error.kind == .busy) }
        try one.execute("COMMIT")
        try two.execute("INSERT INTO t VALUES (1)")
    }
}
