import Bridge
import Foundation
import SQLite
import Testing

@testable import Store

@Suite struct `Opening a store` {
    private static func error(_ workplace: Workplace) -> StoreError? {
        do throws(StoreError) {
            try workplace.store().stop()
            return nil
        } catch { return error }
    }

    private static func write(_ bytes: Data, _ workplace: Workplace) throws {
        try bytes.write(to: URL(filePath: workplace.path))
    }

    @Test func `is refused while another has it open, and works afterwards`() throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        #expect(Self.error(workplace) == .locked(path: workplace.path + ".lock"))
        #expect(StoreError.locked(path: "x.lock").description.contains("another mpo-bridge"))
        store.stop()
        #expect(Self.error(workplace) == nil)
    }

    @Test func `works after an owner that let go without a word`() async throws {
        let workplace = try Workplace()
        do {
            let store = try workplace.store()
            _ = try await store.key(of: .sample())
        }
        let store = try workplace.store()
        defer { store.stop() }
        #expect(try store.reader().invocation(InvocationKey(1)) != nil)
    }

    @Test func `tells the latest moment of which it knew before`() async throws {
        let workplace = try Workplace()
        let first = try workplace.store()
        #expect(first.lastSeen == nil)
        first.stop()
        let second = try workplace.store()
        #expect(second.lastSeen == .sample)
        let later = UnixTime.sample.plus(.seconds(60))
        _ = try await second.key(of: .sample(at: later))
        second.stop()
        let third = try workplace.store()
        defer { third.stop() }
        #expect(third.lastSeen == later)
    }

    @Test func `finds the salt of the first time, which no other store has`() throws {
        let workplace = try Workplace()
        let first = try workplace.store()
        #expect(first.salt.count == 16)
        first.stop()
        let second = try workplace.store()
        defer { second.stop() }
        #expect(second.salt == first.salt)
        let elsewhere = try Workplace()
        let other = try elsewhere.store()
        defer { other.stop() }
        #expect(other.salt != first.salt)
    }

    @Test func `refuses a newer schema and leaves the file as it is`() throws {
        let workplace = try Workplace()
        try workplace.store().stop()
        try workplace.stranger().execute("PRAGMA user_version = 9")
        let known = Schema.migrations.count
        #expect(Self.error(workplace) == .newerSchema(found: 9, known: known))
        #expect(try workplace.stranger().integer("PRAGMA user_version") == 9)
    }

    @Test func `refuses somebody else's database`() throws {
        let workplace = try Workplace()
        try workplace.stranger().execute("CREATE TABLE recipes (name TEXT)")
        guard case .foreign(let message) = Self.error(workplace) else {
            Issue.record("it was opened")
            return
        }
        #expect(message.contains("not a store of mpo-bridge"))
        #expect(try workplace.stranger().text("PRAGMA journal_mode") == "delete")
    }

    @Test func `refuses what is no database`() throws {
        let workplace = try Workplace()
        try Self.write(Data(repeating: 0x41, count: 8_192), workplace)
        guard case .damaged(let message) = Self.error(workplace) else {
            Issue.record("it was opened")
            return
        }
        #expect(message.contains("not a database"))
    }

    @Test func `refuses a file that was cut`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        _ = try await store.key(of: .sample(rows: 10_000))
        store.stop()
        let whole = try Data(contentsOf: URL(filePath: workplace.path))
        try Self.write(whole.prefix(whole.count / 2), workplace)
        guard case .damaged(let message) = Self.error(workplace) else {
            Issue.record("it was opened")
            return
        }
        #expect(message.contains("malformed"))
    }

    @Test func `says which directory is missing`() throws {
        do throws(StoreError) {
            try Store(path: "/nowhere/bridge.db", now: .sample).stop()
            Issue.record("it was opened")
        } catch {
            #expect(
                error
                    == .inaccessible(
                        "cannot open /nowhere/bridge.db.lock: No such file or directory"))
            #expect(!"\(error)".contains("failed"))
        }
    }

    @Test func `takes an empty file for a new one`() throws {
        let workplace = try Workplace()
        try Self.write(Data(), workplace)
        #expect(Self.error(workplace) == nil)
    }

    @Test func `makes the steps that a file lacks, each whole or not at all`() throws {
        let workplace = try Workplace()
        let connection = try workplace.stranger()
        let one = "CREATE TABLE one (n INTEGER)"
        let bad = "CREATE TABLE two (n INTEGER); INSERT INTO nowhere VALUES (1)"
        #expect(throws: StoreError.self) { try Schema.migrate(connection, steps: [one, bad]) }
        #expect(try connection.integer("PRAGMA user_version") == 1)
        #expect(try connection.integer("SELECT count(*) FROM sqlite_schema") == 1)
        let good = "CREATE TABLE two (n INTEGER)"
        try Schema.migrate(connection, steps: [one, good])
        try Schema.migrate(connection, steps: [one, good])
        #expect(try connection.integer("PRAGMA user_version") == 2)
        #expect(throws: StoreError.newerSchema(found: 2, known: 1)) {
            try Schema.migrate(connection, steps: [one])
        }
    }

    @Test func `finds damage at the latest when it is read`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        let key = try await store.key(of: .sample(rows: 10_000))
        store.stop()
        let root = try #require(
            try workplace.stranger().integer(
                "SELECT rootpage FROM sqlite_schema WHERE name = 'page'"))
        var bytes = try Data(contentsOf: URL(filePath: workplace.path))
        let start = (Int(root) - 1) * StoreOptions().pageBytes
        bytes.replaceSubrange(start..<start + 100, with: Data(repeating: 0xee, count: 100))
        try Self.write(bytes, workplace)
        let again = try workplace.store()
        defer { again.stop() }
        do throws(StoreError) {
            _ = try again.reader().page(of: key, containing: 0)
            Issue.record("it was read")
        } catch { #expect(error.label == "damaged") }
        // The writer meets it too, and is dead from then on.
        for _ in 0..<2 {
            let step = InvocationStep(key: key, at: .sample, pages: [.sample(10_000, 1)])
            guard case .failure(.damaged) = await again.write(step) else {
                Issue.record("it was written")
                return
            }
        }
    }
}
