import Bridge
import Glibc
import SQLite
import Simulator
import Testing

@Suite(.serialized) struct `A retention that is killed between its steps` {
    @Test(.enabled(if: !KillLoopPlan.points.isEmpty, "needs the trait CrashPoints"))
    func `goes on at the next start, and leaves no record without its invocation`() async throws {
        let world = try BridgeWorld(storeKeys: #""retention": "24h","#)
        try world.start()
        try await world.finish(InvokeLoad(count: 2, rows: 150))
        try await world.finish(InvokeLoad(count: 3, rows: 1))
        #expect(try world.running().terminate() == 0)
        try grow(world, olderByHours: 25)
        var kills = 0
        while try dies(world) {
            kills += 1
            try expectNoOrphans(world)
            try #require(kills < 100)
        }
        // Three hundred calls, and not more than some dozens of records a step.
        #expect(kills > 3)
        #expect(try world.running().terminate() == 0)
        try expectNoOrphans(world)
        let connection = try Connection(path: world.store, access: .readOnly)
        #expect(try connection.integer("SELECT count(*) FROM invocation") == 1)
        print("proof: retention: \(kills) kills between its steps, no record left behind")
    }

    /// Starts the bridge. - Returns: whether it died after a step of its retention.
    private func dies(_ world: BridgeWorld) throws -> Bool {
        try world.start(crashPoint: "retentionStepped")
        let ending = try world.running().ending(within: 5)
        #expect(ending == nil || ending == .signal(SIGKILL))
        return ending != nil
    }

    private func grow(_ world: BridgeWorld, olderByHours hours: Int) throws {
        let connection = try Connection(path: world.store, access: .readWrite)
        try connection.execute(
            """
            UPDATE invocation SET accepted_at = accepted_at - \(hours * 3_600_000),
                changed_at = changed_at - \(hours * 3_600_000)
            """)
    }

    private func expectNoOrphans(_ world: BridgeWorld) throws {
        let connection = try Connection(path: world.store, access: .readOnly)
        for table in ["page", "call", "exception", "attempt", "batch"] {
            let count = try connection.integer(
                """
                SELECT count(*) FROM \(table)
                WHERE key >> 32 NOT IN (SELECT key FROM invocation)
                """)
            #expect(count == 0, "\(table) has records of an invocation that is gone")
        }
    }
}
