import Foundation
import Simulator
import Testing

@testable import mpo_bridge

@Suite(.timeLimit(.minutes(5))) struct `The command line` {
    @Test func `says what there is when it is called without a command`() async throws {
        let run = try await Program.run()
        #expect(run.status == 2)
        #expect(run.output == "")
        #expect(run.messages.contains("usage: mpo-bridge COMMAND"))
    }

    @Test(arguments: ["help", "--help", "-h"])
    func `gives an overview of all commands`(_ word: String) async throws {
        let run = try await Program.run(word)
        #expect(run.status == 0)
        #expect(run.messages == "")
        for command in Help.commands { #expect(run.output.contains(command.summary)) }
    }

    @Test func `explains each command`() async throws {
        for command in Help.commands {
            let first = try await Program.run("help", command.name)
            let second = try await Program.run(command.name, "--help")
            #expect(first.status == 0)
            #expect(first.output.contains("usage: mpo-bridge \(command.name)"))
            #expect(second.output == first.output)
        }
    }

    @Test func `helps within 80 columns`() {
        let texts = [Help.overview] + Help.commands.map { Help.text(of: $0) }
        for line in texts.flatMap({ $0.split(separator: "\n") }) {
            #expect(line.count <= 80, "\(line)")
        }
    }

    @Test(arguments: [
        (["demoo"], "there is no command 'demoo'; did you mean 'demo'?"),
        (["help", "chekc"], "there is no command 'chekc'; did you mean 'check'?"),
        (["frobnicate"], "there is no command 'frobnicate'\n"),
        (["demo", "--row", "5"], "there is no option '--row'; did you mean '--rows'?"),
        (["demo", "--rows=3"], "from 10 to 20000 (got '3')"),
        (["demo", "--rows"], "--rows needs a value"),
        (["demo", "now"], "'now' is one word too many"),
        (["check"], "--config FILE is needed"),
        (["run", "--confg", "x"], "there is no option '--confg'"),
        (["simulate"], "say what to simulate"),
        (["simulate", "amo"], "'amo' cannot be simulated"),
        (["simulate", "mpo", "--seeed", "3"], "did you mean '--seed'?"),
        (["simulate", "mpo", "latecy=3ms"], "did you mean 'latency'?"),
        (["simulate", "mpo", "latency=3x"], "latency=3x: this is no duration"),
        (["simulate", "both", "latency=3ms"], "write mpo.latency=3ms or product.latency=3ms"),
        (["simulate", "product", "--print-config", "-"], "--print-config needs both"),
        (["simulate", "both", "--daemon", "https://a/invoke"], "write http://127.0.0.1:8080/"),
    ])
    func `refuses what it does not understand and says what would be right`(
        _ words: [String], _ message: String
    ) async throws {
        let run = try await Program.Run(words).ended()
        #expect(run.status == 2)
        #expect(run.output == "")
        #expect(run.messages.contains(message))
    }

    @Test func `helps somebody who has not configured anything yet`() async throws {
        for command in ["run", "check"] {
            let bare = try await Program.run(command)
            #expect(bare.status == 2)
            #expect(bare.messages.contains("mend: "))
            let absent = try await Program.run(command, "--config", "/nowhere/bridge.json")
            #expect(absent.status == 78)
            #expect(absent.messages.contains("bridge.json.example"))
        }
    }

    @Test(arguments: ["version", "--version"])
    func `tells its version`(_ word: String) async throws {
        let run = try await Program.run(word)
        #expect(run.status == 0)
        #expect(run.output == "mpo-bridge \(VersionCommand.version)\n")
    }

    @Test func `finds a configuration in order, or tells its mistakes`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "mpo-bridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = SimulatedConfiguration(
            store: "\(folder.path)/bridge.db", mpo: .init(), mpoURL: "http://127.0.0.1:9101",
            product: .init()
        ).text
        let secrets = SimulatedConfiguration.secrets(.init(), .init())
        let file = folder.appending(path: "bridge.json")

        try text.write(to: file, atomically: true, encoding: .utf8)
        let right = try await Program.run("check", "--config", file.path, environment: secrets)
        #expect(right.status == 0)
        #expect(right.output == "\(file.path): in order, 1 mapping\n")
        #expect(right.messages == "")

        // What is missing now is a mistake, and all of them are told together.
        let missing =
            text
            .replacing("\(folder.path)/bridge.db", with: "/nowhere/bridge.db")
            .replacing(
                #""path": "/invoke""#,
                with: #""tls": { "certificate": "/nowhere/a.crt", "privateKey": "/nowhere/a.key" }"#
            )
        try missing.write(to: file, atomically: true, encoding: .utf8)
        let doubted = try await Program.run("check", "--config", file.path, environment: secrets)
        #expect(doubted.status == 78)
        #expect(doubted.messages.contains("receiver.tls.certificate: cannot be read: No such file"))
        #expect(doubted.messages.contains("store.path: lies in a folder that cannot be used now"))

        let wrong = text.replacing("\"syncURL\"", with: "\"syncUrl\"")
        try wrong.write(to: file, atomically: true, encoding: .utf8)
        let refused = try await Program.run("check", "--config", file.path, environment: secrets)
        #expect(refused.status == 78)
        #expect(refused.output == "")
        #expect(refused.messages.contains("did you mean \"syncURL\"?"))

        let json = try await Program.run(
            "check", "--config", file.path, "--json", environment: secrets)
        #expect(json.status == 78)
        #expect(try (json.json["mistakes"] as? [Any])?.count == 2)

        let run = try await Program.run("run", "--config", file.path, environment: secrets)
        #expect(run.status == 78)

        // A start says the same as the check before it.
        let folderless = text.replacing("\(folder.path)/bridge.db", with: "/nowhere/bridge.db")
        try folderless.write(to: file, atomically: true, encoding: .utf8)
        let checked = try await Program.run("check", "--config", file.path, environment: secrets)
        let started = try await Program.run("run", "--config", file.path, environment: secrets)
        #expect(checked.status == 78 && started.status == 78)
        #expect(checked.messages == started.messages)
        #expect(started.messages.contains("store.path: lies in a folder that cannot be used now"))
    }
}
