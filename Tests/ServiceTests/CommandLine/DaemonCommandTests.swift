import Foundation
import Testing

@Suite(.timeLimit(.minutes(3))) struct `A command for the daemon` {
    @Test func `says that there is none, with an exit status of its own`() async throws {
        for words in [
            ["invocations"], ["show", "3f2a9c1b"], ["rows", "3f2a9c1b"], ["acts"],
            ["retry", "3f2a9c1b"], ["resolve", "3f2a9c1b", "3", "--succeeded"],
            ["resume", "--all"],
        ] {
            let run = try await Program.Run(words + ["--socket", "/nowhere/admin.sock"]).ended()
            #expect(run.status == 4, "\(words)")
            #expect(run.output == "")
            #expect(run.messages.contains("no daemon at /nowhere/admin.sock"))
            #expect(run.messages.contains("mend: is the daemon running"))
        }
    }

    @Test(arguments: [
        (["invocations", "--state", "haltd"], "did you mean 'halted'?"),
        (["invocations", "--limit", "0"], "from 1 to 10000"),
        (["show"], "the id of an invocation is needed"),
        (["show", "hello"], "'hello' is no id"),
        (["show", "3f2a9c1b", "x"], "'x' is no number of a row"),
        (["show", "3f2a9c1b", "--cells"], "--cells needs the number of a row"),
        (["rows", "3f2a9c1b", "--stat", "failed"], "did you mean '--state'?"),
        (["retry"], "the id of an invocation is needed"),
        (["retry", "3f2a9c1b", "--state", "held"], "may have a task"),
        (["retry", "3f2a9c1b", "9-3"], "'9-3' ends before it begins"),
        (["retry", "3f2a9c1b", "0-5000"], "more than 1000 rows are named"),
        (["retry", "3f2a9c1b", "--mapping", "m"], "--mapping goes with --all"),
        (["retry", "--all", "3f2a9c1b"], "is one word too many"),
        (["resolve", "3f2a9c1b"], "the number of a row is needed"),
        (["resolve", "3f2a9c1b", "3"], "say either --succeeded or --failed"),
        (["resolve", "3f2a9c1b", "3", "--failed", "x", "--succeeded"], "say either"),
        (["resolve", "3f2a9c1b", "3", "--succeeded", "--result", "{"], "--result is not JSON"),
        (["resume"], "the id of an invocation is needed"),
        (["acts", "--socket", "a", "--config", "b"], "two answers"),
    ])
    func `refuses what it does not understand`(_ words: [String], _ message: String) async throws {
        let run = try await Program.Run(words).ended()
        #expect(run.status == 2)
        #expect(run.output == "")
        #expect(run.messages.contains(message), "\(run.messages)")
    }

    @Test func `finds the socket in the daemon's configuration`() async throws {
        let world = try BridgeWorld()
        try world.startForCommands()
        // Without the daemon's secrets, which an operator does not have.
        let file = world.folder.appending(path: "bridge.json").path
        let found = try await Program.run("invocations", "--json", "--config", file)
        #expect(found.status == 0)
        #expect(found.output == "{\"invocations\":[],\"next\":null}\n")
        let wrong = world.folder.appending(path: "wrong.json")
        try "{}".write(to: wrong, atomically: true, encoding: .utf8)
        let refused = try await Program.run("acts", "--config", wrong.path)
        #expect(refused.status == 78)
    }

    @Test func `does not look like a success when its output is lost`() async throws {
        let process = Process()
        process.executableURL = BridgeProcess.executable
        process.arguments = ["help"]
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        let messages = Pipe()
        process.standardError = messages
        try process.run()
        let text = messages.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 1)
        #expect(
            String(decoding: text, as: UTF8.self).contains("could not be written: No space left"))
    }

    @Test func `of simulation explains its switches within 80 columns`() async throws {
        let run = try await Program.run("simulate", "--list")
        #expect(run.status == 0)
        for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
}
