import Foundation
import SQLite
import Testing

/// A log that gets each commit at once, as seen by others: what is not written yet, nobody misses.
@Suite struct `A gathered log` {
    private static func writer(_ file: TemporaryFile) throws -> Connection {
        let connection = try Connection(path: file.path, access: .readWrite)
        #expect(try connection.text("PRAGMA journal_mode = WAL") == "wal")
        try connection.execute("PRAGMA synchronous = FULL; PRAGMA cache_size = 10")
        try connection.gatherLogWrites()
        try connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, b BLOB)")
        return connection
    }

    private static func logBytes(_ file: TemporaryFile) throws -> Int {
        let log = try FileManager.default.attributesOfItem(atPath: file.path + "-wal")
        return try #require(log[.size] as? Int)
    }

    @Test func `holds a commit as soon as it is made, for other connections and after a crash`()
        throws
    {
        let file = try TemporaryFile()
        let writer = try Self.writer(file)
        let reader = try Connection(path: file.path, access: .readOnly)
        for count in 1...50 {
            try writer.execute("INSERT INTO t VALUES (\(count), zeroblob(\(count * 100)))")
            #expect(try reader.integer("SELECT count(*) FROM t") == Int64(count))
            #expect(try Self.logBytes(file) == 32 + writer.logFrames * (24 + 4_096))
            // What a process that ended here would have left.
            let copy = try TemporaryFile()
            for name in ["", "-wal"] {
                try FileManager.default.copyItem(
                    atPath: file.path + name, toPath: copy.path + name)
            }
            let next = try Connection(path: copy.path, access: .readWrite)
            #expect(try next.integer("SELECT max(n) FROM t") == Int64(count))
        }
    }

    @Test func `gives back what a transaction that outgrows the cache has handed to it`() throws {
        let file = try TemporaryFile()
        let writer = try Self.writer(file)
        for pass in 1...3 {
            try writer.execute("BEGIN IMMEDIATE")
            for number in 0..<500 {
                try writer.execute(
                    "INSERT INTO t VALUES (\(pass * 1_000 + number), randomblob(900))")
                // Pages that the cache has long let go, in the log or on their way to it.
                let far = pass * 1_000 + number / 7
                try writer.execute("UPDATE t SET b = randomblob(901) WHERE n = \(far)")
                #expect(try writer.integer("SELECT length(b) FROM t WHERE n = \(far)") == 901)
            }
            // A value of its own that is larger than what is gathered.
            try writer.execute(
                "UPDATE t SET b = zeroblob(300000) WHERE n = \(pass * 1_000 + 499); COMMIT")
            let reader = try Connection(path: file.path, access: .readOnly)
            #expect(try reader.integer("SELECT count(*) FROM t") == Int64(pass * 500))
            #expect(try reader.text("PRAGMA integrity_check") == "ok")
            if pass == 2 { try writer.checkpoint(.truncate) }
        }
    }

    @Test func `keeps nothing of what was rolled back`() throws {
        let file = try TemporaryFile()
        let writer = try Self.writer(file)
        for number in 0..<20 {
            try writer.execute("INSERT INTO t VALUES (\(number), zeroblob(500))")
            try writer.execute("BEGIN IMMEDIATE")
            for other in 0..<(number * 5) {
                try writer.execute("INSERT INTO t VALUES (\(1_000 + other), randomblob(2000))")
            }
            try writer.execute("ROLLBACK")
            let reader = try Connection(path: file.path, access: .readOnly)
            #expect(try reader.integer("SELECT count(*) FROM t") == Int64(number + 1))
            #expect(try reader.text("PRAGMA integrity_check") == "ok")
        }
    }

    /// What was left of a transaction must not be written over another connection's commit, which
    /// lies where that transaction would have lain.
    @Test(arguments: 1...40)
    func `leaves another connection's commit alone after a rollback`(rows: Int) throws {
        let file = try TemporaryFile()
        let writer = try Self.writer(file)
        try writer.execute("INSERT INTO t VALUES (0, zeroblob(100))")
        // What a rollback looks for again is in the file then, and not in the log.
        try writer.checkpoint(.truncate)
        try writer.execute("BEGIN IMMEDIATE")
        for number in 1...rows {
            try writer.execute("INSERT INTO t VALUES (\(number), randomblob(3000))")
        }
        try writer.execute("ROLLBACK")
        let other = try Connection(path: file.path, access: .readWrite)
        try other.execute("BEGIN IMMEDIATE")
        for number in 1...rows {
            try other.execute("INSERT INTO t VALUES (\(-number), zeroblob(3000))")
        }
        try other.execute("COMMIT")
        // Both look for pages in the log.
        try writer.execute("INSERT INTO t VALUES (1000, zeroblob(100))")
        #expect(try writer.integer("SELECT count(*) FROM t") == Int64(rows + 2))
        #expect(try other.integer("SELECT count(*) FROM t") == Int64(rows + 2))
        #expect(try writer.text("PRAGMA integrity_check") == "ok")
        #expect(try other.text("PRAGMA integrity_check") == "ok")
        let copy = try TemporaryFile()
        for name in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: file.path + name, toPath: copy.path + name)
        }
        let next = try Connection(path: copy.path, access: .readOnly)
        #expect(try next.integer("SELECT count(*) FROM t") == Int64(rows + 2))
        #expect(try next.text("PRAGMA integrity_check") == "ok")
    }
}
