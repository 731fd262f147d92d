import Bridge
import Foundation
import Glibc
import SQLite
import Store
import Testing

/// A value that rotted on its disk makes its own invocation stand still, and nothing else.
@Suite struct `A rekey of a store with a value that cannot be opened` {
    /// The page of row 1, as a bad block leaves it.
    private static let rot = """
        UPDATE page SET rows = zeroblob(length(rows)) WHERE key & 4294967295 = 1
        """

    private static func rotten() async throws -> SealedWorld {
        let world = try await SealedWorld(SealedWorld.first)
        try world.workplace.stranger().execute(rot)
        return world
    }

    /// A row's page is read, or is refused as a contradiction.
    private static func isRead(_ world: SealedWorld, _ key: StoreKey?, row: Int) throws -> Bool {
        let store = try Store(
            path: world.workplace.path, options: SealedWorld.options(key), now: .sample)
        defer { store.stop() }
        let reader = try store.reader()
        do throws(StoreError) {
            return try reader.page(of: world.key, containing: row) != nil
        } catch {
            #expect(error.label == "contradiction")
            return false
        }
    }

    private static func expectOneLeft(
        _ ending: StoreRekeying.Ending, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard case .done(let values, let left) = ending else {
            Issue.record("nothing was done", sourceLocation: sourceLocation)
            return
        }
        #expect(values == 15 && left.count == 1, sourceLocation: sourceLocation)
        #expect(left.names.first?.contains("page.rows") == true, sourceLocation: sourceLocation)
    }

    @Test func `changes nothing, and says where it is and what to do`() async throws {
        let world = try await Self.rotten()
        let path = world.workplace.path
        let id = try world.workplace.stranger().text(
            "SELECT id FROM invoke WHERE key = \(world.key.number)")
        for key in [SealedWorld.second, nil] {
            var message = ""
            do throws(StoreError) {
                _ = try StoreRekeying.run(path: path, to: key, from: [SealedWorld.first])
            } catch { message = "\(error)" }
            #expect(message.contains("page.rows") && message.contains("--leave-unreadable"))
            #expect(message.contains(try #require(id)))
            #expect(message.contains("nothing was changed"))
        }
        // The store is what it was: one invocation stands still.
        #expect(try Self.isRead(world, SealedWorld.first, row: 0))
        #expect(try !Self.isRead(world, SealedWorld.first, row: 1))
    }

    @Test(arguments: [SealedWorld.second, nil])
    func `leaves it where it is told to, and no store gives it out`(key: StoreKey?) async throws {
        let world = try await Self.rotten()
        let path = world.workplace.path
        let ending = try StoreRekeying.run(
            path: path, to: key, from: [SealedWorld.first], leavesUnreadable: true)
        Self.expectOneLeft(ending)
        #expect(try Self.isRead(world, key, row: 0))
        #expect(try !Self.isRead(world, key, row: 1))
        let report = try StoreVerification.run(path: path, key: key) { _ in }
        #expect(report.findings.contains { $0.what.contains("counts 1 rows and holds -1") })
        // Nor does it stand in the way of the next one.
        let third = SealedWorld.key(3)
        let previous = [key].compactMap(\.self)
        #expect(throws: StoreError.self) {
            _ = try StoreRekeying.run(path: path, to: third, from: previous)
        }
        Self.expectOneLeft(
            try StoreRekeying.run(
                path: path, to: third, from: previous, leavesUnreadable: true))
        #expect(try Self.isRead(world, third, row: 0))
        #expect(try !Self.isRead(world, third, row: 1))
    }

    @Test func `verifies an open store with a value that is sealed`() async throws {
        let world = try await SealedWorld(SealedWorld.first)
        try world.workplace.stranger().execute(
            "UPDATE exception SET reason = zeroblob(60) WHERE state = 'failed'")
        _ = try StoreRekeying.run(
            path: world.workplace.path, to: nil, from: [SealedWorld.first], leavesUnreadable: true)
        let report = try StoreVerification.run(path: world.workplace.path) { _ in }
        #expect(report.findings.count == 1)
        #expect(report.findings.first?.what.contains("exception.reason") == true)
    }

    @Test func `comes to its end when it rots after all were opened`() async throws {
        let world = try await SealedWorld(SealedWorld.first)
        let path = world.workplace.path
        var hasRotted = false
        let ending = try StoreRekeying.run(
            path: path, to: SealedWorld.second, from: [SealedWorld.first]
        ) { step, _ in
            guard step == "invoke.head", !hasRotted else { return }
            hasRotted = true
            #expect(throws: Never.self) { try world.workplace.stranger().execute(Self.rot) }
        }
        #expect(hasRotted)
        Self.expectOneLeft(ending)
        #expect(try Self.isRead(world, SealedWorld.second, row: 0))
        #expect(try !Self.isRead(world, SealedWorld.second, row: 1))
    }

    @Test func `comes to its end when it rots while the rekey is interrupted`() async throws {
        let world = try await SealedWorld(SealedWorld.first)
        let path: String = world.workplace.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            _ = try StoreRekeying.run(
                path: path, to: SealedWorld.second, from: [SealedWorld.first]
            ) { step, _ in
                if step == "invoke.head" { kill(getpid(), SIGKILL) }
            }
        }
        try world.workplace.stranger().execute(Self.rot)
        let ending = try StoreRekeying.run(
            path: path, to: SealedWorld.second, from: [SealedWorld.first])
        guard case .done(_, let left) = ending else {
            Issue.record("nothing was done")
            return
        }
        #expect(left.count == 1)
        #expect(try Self.isRead(world, SealedWorld.second, row: 0))
        #expect(try !Self.isRead(world, SealedWorld.second, row: 1))
    }
}
