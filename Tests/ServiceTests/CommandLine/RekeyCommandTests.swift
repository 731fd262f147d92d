import Foundation
import SQLite
import Simulator
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct `The command rekey` {
    /// A stopped daemon's store, and files with keys.
    private func world() async throws -> BridgeWorld {
        let world = try BridgeWorld()
        try world.start()
        try await world.finish(InvokeLoad(rows: 20))
        #expect(try world.running().terminate() == 0)
        try world.write(String(repeating: "0123456789abcdef", count: 4) + "\n", to: "first")
        try world.write(String(repeating: "fedcba9876543210", count: 4), to: "second")
        try world.write("no key", to: "none")
        return world
    }

    private func run(_ world: BridgeWorld, _ words: String...) async throws -> Program.Ended {
        try await run(world, words)
    }

    private func run(_ world: BridgeWorld, _ words: [String]) async throws -> Program.Ended {
        let files = words.map { word in
            ["first", "second", "none"].contains(word)
                ? world.folder.appending(path: word).path : word
        }
        return try await Program.Run(files + ["--store", world.store]).ended()
    }

    @Test func `seals a store, changes its key and opens it again`() async throws {
        let world = try await world()
        let sealed = try await run(world, "rekey", "--key", "first")
        #expect(sealed.status == 0 && sealed.output.contains("sealed with the key"))
        #expect(try await run(world, "rekey", "--key", "first").output.contains("already"))
        let verified = try await run(world, "verify", "--key", "first")
        #expect(verified.status == 0 && verified.output.contains("20 rows"), "\(verified)")
        #expect(try await run(world, "verify").messages.contains("no key was given"))
        #expect(try await run(world, "verify", "--key", "second").status == 1)
        // No daemon works on it without its key, and systemd need not try again.
        try world.start()
        #expect(try world.running().wait() == 78)
        _ = try world.running().line("store.key", "sealed with the key")
        let missing = try await run(world, "rekey", "--key", "second")
        #expect(missing.status == 1 && missing.messages.contains("previous key"))
        let changed = try await run(
            world, "rekey", "--key", "second", "--previous-key", "none", "--previous-key", "first")
        #expect(changed.status == 1 && changed.messages.contains("64 hexadecimal digits"))
        let again = try await run(
            world, "rekey", "--key", "second", "--previous-key", "second", "--previous-key",
            "first")
        #expect(again.status == 0, "\(again.messages)")
        let opened = try await run(world, "rekey", "--unseal", "--previous-key", "second")
        #expect(opened.status == 0 && opened.output.contains("not sealed"), "\(opened.messages)")
        try world.start()
        try await world.finish(InvokeLoad(rows: 5))
        world.expectOrder(rows: 25)
    }

    @Test func `changes nothing of a store with a value that rotted, unless it is told to`()
        async throws
    {
        let world = try await world()
        #expect(try await run(world, "rekey", "--key", "first").status == 0)
        do {
            let stranger = try Connection(path: world.store, access: .readWrite)
            try stranger.execute("UPDATE page SET rows = zeroblob(length(rows))")
        }
        let words = ["rekey", "--key", "second", "--previous-key", "first"]
        let refused = try await run(world, words)
        #expect(refused.status == 1 && refused.messages.contains("page.rows"))
        #expect(refused.messages.contains("--leave-unreadable"), "\(refused.messages)")
        #expect(try await run(world, "rekey", "--key", "first").output.contains("already"))
        let left = try await run(world, words + ["--leave-unreadable"])
        #expect(left.status == 0 && left.messages.contains("page.rows"), "\(left.messages)")
        #expect(try await run(world, "rekey", "--key", "second").output.contains("already"))
    }

    @Test func `wants a key, and a store that is there and that nobody uses`() async throws {
        let world = try BridgeWorld()
        try world.start()
        _ = try world.running().line("event=started")
        try world.write(String(repeating: "0123456789abcdef", count: 4), to: "first")
        #expect(try await run(world, "rekey").status == 2)
        let busy = try await run(world, "rekey", "--key", "first")
        #expect(busy.status == 1 && busy.messages.contains("another mpo-bridge uses this store"))
        let nowhere = try await Program.run(
            "rekey", "--store", "/nowhere/bridge.db", "--key",
            world.folder.appending(path: "first").path)
        #expect(nowhere.status == 3)
        let configuration = world.folder.appending(path: "bridge.json").path
        let unset = try await Program.run("rekey", "--config", configuration)
        #expect(unset.status == 2 && unset.messages.contains("store.key"))
    }
}
