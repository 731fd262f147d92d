import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct `What was planted as a cell or a secret` {
    @Test(arguments: [true, false])
    func `is found in the store alone, and only where that is not sealed`(
        isSealed: Bool
    ) async throws {
        let planted = try PlantedWorld(isSealed: isSealed)
        let world = planted.world
        try await planted.tell()
        let findings = try planted.findings()
        #expect(findings == [], "\(findings.joined(separator: "\n"))")
        #expect(planted.said.count > 50)
        try expectBareProcess(world)

        let id = try await planted.finishedID()
        // The control: the search finds what somebody asked for.
        let cells = try await world.command("show", id, "1", "--cells")
        #expect(cells.output.contains("PLANTED-CELL"))
        let copy = world.folder.appending(path: "copy.db").path
        let backup = try await Program.run("backup", copy, "--store", world.store)
        #expect(backup.status == 0, "\(backup.messages)")
        for name in ["bridge.db", "copy.db"] {
            try expectStore(planted, name, isSealed)
        }
        // No file of the daemon's is open to anybody else.
        for suffix in ["", "-wal", "-shm", ".lock"] {
            #expect(try mode(world.store + suffix) == 0o600, "\(suffix)")
        }
        #expect(try mode(copy) == 0o600)
        #expect(try world.running().terminate() == 0)
        try expectStore(planted, "bridge.db", isSealed)
    }

    /// Sealed, a store has nothing of it; open, it has the cells, and never a secret.
    private func expectStore(
        _ planted: PlantedWorld, _ name: String, _ isSealed: Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let traces = try planted.traces(name)
        if isSealed {
            #expect(traces == [:], "\(name)", sourceLocation: sourceLocation)
        } else {
            #expect(
                Set(traces.keys) == [PlantedWorld.mark, PlantedWorld.message], "\(name)",
                sourceLocation: sourceLocation)
            #expect(traces[PlantedWorld.mark, default: 0] > 20, sourceLocation: sourceLocation)
        }
    }

    /// No secret is an argument, no other process inherits one, and none is dumped.
    private func expectBareProcess(_ world: BridgeWorld) throws {
        let process = "/proc/\(try world.running().processID)"
        let arguments = try Data(contentsOf: URL(filePath: "\(process)/cmdline"))
        for secret in BridgeWorld.secrets.values {
            #expect(arguments.ranges(of: Data(secret.utf8)).isEmpty)
        }
        for task in try FileManager.default.contentsOfDirectory(atPath: "\(process)/task") {
            let children = try Data(contentsOf: URL(filePath: "\(process)/task/\(task)/children"))
            #expect(children.isEmpty)
        }
        let limits = try String(contentsOfFile: "\(process)/limits", encoding: .utf8)
        let core = try #require(limits.split(separator: "\n").first { $0.contains("core file") })
        #expect(core.split(separator: " ").compactMap { Int($0) } == [0, 0])
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
