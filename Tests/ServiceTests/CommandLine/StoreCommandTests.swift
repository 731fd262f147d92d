import Bridge
import Foundation
import JSON
import SQLite
import Simulator
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct `Beside a running daemon, a store` {
    private func world() async throws -> (BridgeWorld, store: String) {
        let world = try BridgeWorld()
        try world.startForCommands()
        try await world.finish(InvokeLoad(count: 2, rows: 100))
        return (world, world.folder.appending(path: "bridge.db").path)
    }

    @Test func `is verified and copied, and never over another file`() async throws {
        let (world, store) = try await world()
        let sound = try await Program.run("verify", "--store", store)
        #expect(sound.status == 0, "\(sound.output)")
        #expect(sound.output.contains("sound (2 invocations, 200 rows"))
        let configuration = world.folder.appending(path: "bridge.json").path
        let copy = world.folder.appending(path: "copy.db").path
        let backup = try await Program.run("backup", copy, "--config", configuration)
        #expect(backup.status == 0, "\(backup.messages)")
        let again = try await Program.run("backup", copy, "--store", store)
        #expect(again.status == 1)
        #expect(again.messages.contains("exists"))
        let report = try await Program.run("verify", "--store", copy, "--json")
        #expect(report.status == 0)
        #expect(try JSONText(report.output).root["rows"]?.integer == 200)
    }

    @Test func `that is damaged is told of, with an exit status`() async throws {
        let (world, store) = try await world()
        let copy = world.folder.appending(path: "copy.db").path
        #expect(try await Program.run("backup", copy, "--store", store).status == 0)
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: copy))
        let size = try file.seekToEnd()
        for offset in stride(from: UInt64(8_192), to: size, by: 4_096) {
            try file.seek(toOffset: offset)
            try file.write(contentsOf: Data(repeating: 0xa5, count: 64))
        }
        try file.close()
        let report = try await Program.run("verify", "--store", copy)
        #expect(report.status == 1)
        #expect((report.output + report.messages).contains("damaged"))
    }

    @Test func `that is closed, or a copy, is read without a trace`() async throws {
        let (world, store) = try await world()
        let copy = world.folder.appending(path: "copy.db").path
        #expect(try await Program.run("backup", copy, "--store", store).status == 0)
        #expect(try world.running().terminate() == 0)
        let again = world.folder.appending(path: "again.db").path
        #expect(try await Program.run("backup", again, "--store", store).status == 0)
        for file in [store, copy, again] {
            let report = try await Program.run("verify", "--store", file)
            #expect(report.status == 0, "\(report.messages)")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: world.folder.path)
        #expect(!names.contains { $0.hasSuffix("-wal") || $0.hasSuffix("-shm") }, "\(names)")
    }

    @Test func `that is none is told from a damaged one`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "mpo-bridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "notes.txt").path
        try "not a database at all".write(toFile: file, atomically: true, encoding: .utf8)
        let foreign = folder.appending(path: "recipes.db").path
        try Connection(path: foreign, access: .readWrite).execute("CREATE TABLE recipes (n INT)")
        for (path, message) in [
            (file, "it is no SQLite file"), (foreign, "another program's SQLite database"),
            (folder.path, "Is a directory"),
        ] {
            for words in [["verify"], ["backup", "\(folder.path)/copy.db"]] {
                let run = try await Program.Run(words + ["--store", path]).ended()
                #expect(run.status == 1)
                #expect(run.messages.contains(message), "\(run.messages)")
                #expect(!run.messages.contains("is damaged ("))
            }
        }
        let target = try await Program.run("backup", "/nowhere/copy.db", "--store", foreign)
        #expect(target.status == 1)
    }

    @Test func `that is not there is not found`() async throws {
        for words in [["verify"], ["backup", "/nowhere/copy.db"]] {
            let run = try await Program.Run(words + ["--store", "/nowhere/bridge.db"]).ended()
            #expect(run.status == 3)
            #expect(run.messages.contains("there is no store at /nowhere/bridge.db"))
        }
    }
}
