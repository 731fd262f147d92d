import Bridge
import Foundation
import SQLite
import Store
import Testing

@Suite struct `A store with a key` {
    private static func opening(_ path: String, _ key: StoreKey?) -> StoreError? {
        do throws(StoreError) {
            let store = try Store(
                path: path, options: SealedWorld.options(key), now: .sample)
            store.stop()
            return nil
        } catch { return error }
    }

    private static func message(_ path: String, _ key: StoreKey?) -> String {
        guard case .sealing(let message) = opening(path, key) else { return "" }
        return message
    }

    private static func change(_ world: SealedWorld, _ sql: String) throws {
        try world.workplace.stranger().execute(sql)
    }

    @Test func `holds nothing that can be read, and gives all of it back`() async throws {
        let open = try await SealedWorld(nil)
        let sealed = try await SealedWorld(SealedWorld.first)
        // The search can find: what is not sealed is there.
        #expect(try SealedWorld.traces(open.workplace.path) > 20)
        #expect(try SealedWorld.traces(sealed.workplace.path) == 0)
        let texts = try SealedWorld.content(sealed.workplace.path, SealedWorld.first)
        #expect(texts.filter { $0.contains(SealedWorld.planted) }.count > 10)
        let expected = try SealedWorld.content(open.workplace.path, nil)
        // But for the invocation, which has an id of its own.
        #expect(texts.dropFirst() == expected.dropFirst())
        // While the store is open, too: the log, and its index.
        let store = try Store(
            path: sealed.workplace.path, options: SealedWorld.options(SealedWorld.first),
            now: .sample)
        defer { store.stop() }
        #expect(try SealedWorld.traces(sealed.workplace.path) == 0)
        let copy = sealed.workplace.path + ".copy"
        try StoreBackup.run(from: sealed.workplace.path, to: copy) { _, _ in }
        #expect(try SealedWorld.traces(copy) == 0)
    }

    @Test func `lists acts of which a result cannot be opened`() async throws {
        let world = try await SealedWorld(SealedWorld.first)
        try Self.change(world, "UPDATE act SET value = x'00'")
        let store = try Store(
            path: world.workplace.path, options: SealedWorld.options(SealedWorld.first),
            now: .sample)
        defer { store.stop() }
        let reader = try store.reader()
        #expect(try reader.acts(before: nil, limit: 9).map(\.number) == [2, 1])
        var skipped = 0
        #expect(try reader.openActs { _ in skipped += 1 } == [])
        #expect(skipped == 2)
    }

    @Test func `seals the same value another way each time`() async throws {
        let world = try await SealedWorld(SealedWorld.first)
        let stranger = try world.workplace.stranger()
        let all = "SELECT count(*) FROM attempt"
        let different = "SELECT count(DISTINCT substr(reason, 22)) FROM attempt"
        #expect(try stranger.integer(all) == 2)
        #expect(try stranger.integer(different) == 2)
    }

    @Test func `is opened with this key only`() async throws {
        let world = try await SealedWorld(SealedWorld.first)
        let path = world.workplace.path
        let id = SealedWorld.first.id
        #expect(Self.message(path, nil).contains("sealed with the key \(id), and none is given"))
        #expect(
            Self.message(path, SealedWorld.second)
                .contains("sealed with the key \(id), and \(SealedWorld.second.id) is given"))
        #expect(Self.opening(path, SealedWorld.first) == nil)
        try Self.change(world, "UPDATE sealing SET proof = zeroblob(59)")
        #expect(Self.message(path, SealedWorld.first).contains("proof"))
    }

    @Test func `is not made of an open one, unless that is empty`() async throws {
        let world = try await SealedWorld(nil)
        #expect(
            Self.message(world.workplace.path, SealedWorld.first).contains("`mpo-bridge rekey`"))
        #expect(Self.opening(world.workplace.path, nil) == nil)
        let empty = try Workplace()
        try empty.store().stop()
        #expect(Self.opening(empty.path, SealedWorld.first) == nil)
        #expect(Self.message(empty.path, nil).contains("none is given"))
    }

    @Test(arguments: [
        // Another value of the same column, of another column, one that was cut, an open one.
        "UPDATE page SET rows = (SELECT rows FROM page ORDER BY key DESC LIMIT 1)",
        "UPDATE page SET rows = (SELECT columns FROM page LIMIT 1)",
        "UPDATE page SET rows = substr(rows, 1, length(rows) - 1)",
        "UPDATE page SET rows = x''",
        "UPDATE page SET rows = '[[1]]'",
    ])
    func `refuses a value that was put there by somebody else`(sql: String) async throws {
        let world = try await SealedWorld(SealedWorld.first)
        try Self.change(world, sql)
        let store = try Store(
            path: world.workplace.path, options: SealedWorld.options(SealedWorld.first),
            now: .sample)
        defer { store.stop() }
        let reader = try store.reader()
        var label: String?
        do throws(StoreError) {
            _ = try reader.page(of: world.key, containing: 0)
        } catch { label = error.label }
        // It concerns this invocation, and the store goes on.
        #expect(label == "contradiction")
        let report = try StoreVerification.run(
            path: world.workplace.path, key: SealedWorld.first
        ) { _ in }
        #expect(report.findings.contains { $0.what.contains("counts 1 rows and holds -1") })
    }

    @Test func `is verified with its key, and without it as far as can be seen`() async throws {
        let world = try await SealedWorld(SealedWorld.first)
        let path = world.workplace.path
        var lines: [String] = []
        let closed = try StoreVerification.run(path: path) { lines.append($0) }
        #expect(closed.isSound && lines.contains { $0.contains("no key was given") })
        lines = []
        let opened = try StoreVerification.run(path: path, key: SealedWorld.first) {
            lines.append($0)
        }
        #expect(opened.findings.map(\.description) == [])
        #expect(!lines.contains { $0.contains("no key") })
        var label: String?
        do throws(StoreError) {
            _ = try StoreVerification.run(path: path, key: SealedWorld.second) { _ in }
        } catch { label = error.label }
        #expect(label == "sealing")
        try Self.change(world, "UPDATE exception SET reason = zeroblob(60) WHERE state = 'failed'")
        let report = try StoreVerification.run(path: path, key: SealedWorld.first) { _ in }
        #expect(report.findings.count == 1)
        #expect(report.findings[0].what.contains("exception.reason"))
    }

    @Test func `shows an operator that values are sealed, and nothing else`() async throws {
        let world = try await SealedWorld(SealedWorld.first)
        let stranger = try world.workplace.stranger()
        for view in ["invocations", "exceptions", "attempts"] {
            #expect(try stranger.text("SELECT reason FROM \(view) LIMIT 1") == "(sealed)")
        }
    }

    @Test func `has a key of 64 hexadecimal digits`() {
        for (digit, count) in [("0", 0), ("0", 2), ("0", 63), ("0", 65), ("g", 64)] {
            let text = String(repeating: digit, count: count)
            #expect(StoreKey(hexadecimal: Array(text.utf8)) == nil)
        }
        let key = SealedWorld.first
        #expect(key.id.count == 8 && key.id != SealedWorld.second.id)
        #expect(!"\(key)".contains("0101") && key == SealedWorld.key(1))
    }
}
