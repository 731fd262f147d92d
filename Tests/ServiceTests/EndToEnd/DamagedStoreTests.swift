import Bridge
import Curl
import Foundation
import SQLite
import Simulator
import Store
import Testing

/// The real daemon on a store that is not what it was.
@Suite(.serialized) struct `A damaged store` {
    /// A store with invocations whose rows are still to be sent, and no daemon on it.
    private static func world(invocations: Int) async throws -> BridgeWorld {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.paused, .always)]
        let world = try BridgeWorld(mpo: behaviour)
        try world.startForCommands()
        for _ in 0..<invocations {
            let report = await world.sender.send(InvokeLoad(rows: 10), to: try world.invokeURL())
            #expect(report.accepted == 1)
        }
        try await world.wait(for: "a call") { world.mpo.ledger.calls > 0 }
        #expect(try world.running().terminate() == 0)
        world.mpo.behave(MPOBehaviour())
        return world
    }

    private static func execute(_ sql: String, _ world: BridgeWorld) throws {
        try Connection(path: world.storePath, access: .readWrite).execute(sql)
    }

    /// Overwrites the beginning of the page where the rows of the data sets lie.
    private static func damage(_ world: BridgeWorld) throws {
        let root = try #require(
            try Connection(path: world.storePath, access: .readWrite).integer(
                "SELECT rootpage FROM sqlite_schema WHERE name = 'page'"))
        let file = try FileHandle(forUpdating: URL(filePath: world.storePath))
        try file.seek(toOffset: UInt64(root - 1) * UInt64(StoreOptions().pageBytes))
        try file.write(contentsOf: Data(repeating: 0xee, count: 100))
        try file.close()
    }

    @Test func `ends the daemon with a message that names what helps`() async throws {
        let world = try await Self.world(invocations: 1)
        try Self.damage(world)
        try world.start()
        let line = try world.running().line("event=store-failed")
        #expect(line.contains("mpo-bridge verify"))
        #expect(line.contains("mpo-bridge backup"))
        #expect(try world.running().wait() == 1)
        #expect(world.mpo.ledger.calls > 0 && world.mpo.ledger.created == 0)
        let report = try StoreVerification.run(path: world.storePath) { _ in }
        #expect(report.findings.contains { $0.meaning.contains("restore a backup") })
    }

    @Test func `is refused at the start when it is no database any more`() async throws {
        let world = try await Self.world(invocations: 1)
        try Data(repeating: 0x41, count: 8_192).write(to: URL(filePath: world.storePath))
        try world.start()
        #expect(try world.running().wait() == 1)
        let log = try world.running().log.joined(separator: "\n")
        for word in ["store.path", "mpo-bridge verify", "mpo-bridge backup", "-wal"] {
            #expect(log.contains(word))
        }
    }

    struct Contradiction: Sendable, CustomTestStringConvertible {
        let sql: String
        let event: String
        var testDescription: String { sql }
    }

    /// Each in the first of three invocations.
    static let contradictions = [
        Contradiction(sql: "DELETE FROM page WHERE key = 1 << 32", event: "invocation-halted"),
        Contradiction(
            sql: "UPDATE page SET rows = '[[1]]' WHERE key = 1 << 32", event: "invocation-halted"),
        Contradiction(
            sql: "UPDATE invocation SET claimed_to = 11 WHERE key = 1",
            event: "invocation-skipped"),
        Contradiction(
            sql: "UPDATE invoke SET id = 'nobody' WHERE key = 1", event: "invocation-skipped"),
        Contradiction(
            sql: "UPDATE invoke SET head = '{}' WHERE key = 1", event: "invocation-skipped"),
    ]

    @Test(arguments: contradictions)
    func `of which one invocation contradicts itself lets the others go on`(
        _ contradiction: Contradiction
    ) async throws {
        let world = try await Self.world(invocations: 3)
        try Self.execute(contradiction.sql, world)
        try world.start()
        _ = try world.running().line("event=\(contradiction.event)")
        #expect(await world.product.waitForFinished(2, within: .seconds(60)))
        #expect(world.product.ledger.totals.reported == 20)
        #expect(world.mpo.ledger.created == 20)
        #expect(try world.running().terminate() == 0)
        // And once more: what was halted is tried, and halts again.
        try world.start()
        _ = try world.running().line("event=\(contradiction.event)")
        #expect(try world.running().terminate() == 0)
        #expect(world.mpo.ledger.created == 20)
    }

    @Test func `whose results are gone stops these invocations, and reports the others`()
        async throws
    {
        var behaviour = ProductBehaviour()
        behaviour.faults = [FaultRule(ProductFault(.import, .unavailable), .always)]
        let world = try BridgeWorld(product: behaviour)
        try world.startForCommands()
        let report = await world.sender.send(InvokeLoad(count: 3), to: try world.invokeURL())
        #expect(report.accepted == 3)
        try await world.wait(for: "results") { world.mpo.ledger.created == 30 }
        _ = try world.running().line("event=push-failed")
        #expect(try world.running().terminate() == 0)
        try Self.execute("DELETE FROM call WHERE key = (2 << 32) + 4", world)
        try Self.execute("UPDATE call SET results = '[' WHERE key = 3 << 32", world)
        world.product.behave(ProductBehaviour())
        try world.start()
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        _ = try world.running().line("event=invocation-skipped", "row 4 counts as settled")
        _ = try world.running().line("event=invocation-halted", "fewer results than rows")
        #expect(try world.running().terminate() == 0)
        #expect(world.mpo.ledger.duplicates == 0)
    }
}
