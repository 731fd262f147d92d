import SQLite
import Testing

@Suite struct `A statement` {
    private static func value(_ bind: (borrowing Statement) throws -> Void) throws -> String? {
        let connection = try Connection(path: ":memory:", access: .readWrite)
        let query = try connection.prepare("SELECT quote(?1)")
        try bind(query)
        #expect(try query.step())
        return query.optionalString(0)
    }

    @Test func `binds each kind of value`() throws {
        #expect(try Self.value { try $0.bind(1, Int64.min) } == "-9223372036854775808")
        #expect(try Self.value { try $0.bind(1, Int64.max) } == "9223372036854775807")
        #expect(try Self.value { try $0.bind(1, 7 as Int?) } == "7")
        #expect(try Self.value { try $0.bind(1, nil as Int?) } == "NULL")
        #expect(try Self.value { try $0.bind(1, "a" as StaticString) } == "'a'")
        #expect(try Self.value { try $0.bind(1, "größer" as String) } == "'größer'")
        #expect(try Self.value { try $0.bind(1, nil as String?) } == "NULL")
        #expect(try Self.value { try $0.bind(1, text: [0x41, 0x42]) } == "'AB'")
        #expect(try Self.value { try $0.bind(1, blob: [0, 255]) } == "X'00FF'")
    }

    @Test func `tells empty from absent`() throws {
        #expect(try Self.value { try $0.bind(1, text: []) } == "''")
        #expect(try Self.value { try $0.bind(1, blob: []) } == "X''")
        #expect(try Self.value { try $0.bind(1, "" as String) } == "''")
        #expect(try Self.value { try $0.bind(1, text: nil as [UInt8]?) } == "NULL")
    }

    @Test func `reads back what it wrote`() throws {
        let connection = try Connection(path: ":memory:", access: .readWrite)
        try connection.execute("CREATE TABLE t (n INTEGER, b BLOB, t TEXT)")
        let insert = try connection.prepare("INSERT INTO t VALUES (?1, ?2, ?3)")
        let large = [UInt8](repeating: 0x61, count: 1_000_000)
        for (number, bytes) in [[], [0], large].enumerated() {
            try insert.bind(1, number)
            try insert.bind(2, blob: bytes)
            try insert.run(lending: bytes, at: 3)
        }
        let query = try connection.prepare("SELECT n, b, t FROM t ORDER BY n")
        for bytes in [[], [0], large] {
            #expect(try query.step())
            #expect(query.bytes(1) == bytes)
            #expect(query.bytes(2) == bytes)
            #expect(query.optionalBytes(2) == bytes)
        }
        #expect(try !query.step())
    }

    @Test func `forgets the bytes it was lent`() throws {
        let connection = try Connection(path: ":memory:", access: .readWrite)
        try connection.execute("CREATE TABLE t (t TEXT)")
        let insert = try connection.prepare("INSERT INTO t VALUES (?1)")
        try insert.run(lending: Array("first".utf8), at: 1)
        try insert.run()
        #expect(try connection.integer("SELECT count(*) FROM t WHERE t IS NULL") == 1)
    }

    @Test func `can run again after it failed`() throws {
        let connection = try Connection(path: ":memory:", access: .readWrite)
        try connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY CHECK (n > 0))")
        let insert = try connection.prepare("INSERT INTO t VALUES (?1)")
        try insert.bind(1, 0)
        #expect(throws: SQLiteError.self) { try insert.run() }
        try insert.bind(1, 1)
        try insert.run()
        #expect(connection.changes == 1)
    }

    @Test func `refuses a parameter that it does not have`() throws {
        let connection = try Connection(path: ":memory:", access: .readWrite)
        let query = try connection.prepare("SELECT ?1")
        #expect(throws: SQLiteError.self) { try query.bind(2, 1) }
        #expect(throws: SQLiteError.self) { _ = try connection.prepare("SELECT nonsense") }
    }
}
