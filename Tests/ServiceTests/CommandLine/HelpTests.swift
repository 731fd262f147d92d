import Foundation
import Testing

@testable import mpo_bridge

@Suite(.serialized, .timeLimit(.minutes(3))) struct `What is made of the help` {
    /// What a tool prints about the program's own texts.
    private func tool(_ path: String, _ arguments: [String]) throws -> (Int32, String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }

    /// What bash offers for the last of some words.
    private func offered(_ words: String...) throws -> [String] {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try BashCompletion.script.write(to: file, atomically: true, encoding: .utf8)
        let script = """
            source "$1"; shift
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
            _mpo_bridge && printf '%s\\n' "${COMPREPLY[@]}"
            """
        let (status, text) = try tool(
            "/bin/bash", ["-euc", script, "bash", file.path, "mpo-bridge"] + words)
        #expect(status == 0, "\(text)")
        return text.split(separator: "\n").map { String($0) }
    }

    @Test func `completes commands and their options in bash`() throws {
        #expect(try offered("") == Help.commands.map { $0.name } + ["help"])
        #expect(try offered("inv") == ["invocations"])
        #expect(try offered("help", "de") == ["demo"])
        #expect(try offered("rows", "--s") == ["--state", "--socket"])
        #expect(try offered("simulate", "").prefix(3) == ["mpo", "product", "both"])
        #expect(try offered("simulate", "invoke", "--flow", "p") == ["pull"])
        #expect(try offered("simulate", "invoke", "--flow", "=", "p") == ["pull"])
        // The shell's own completion of file names takes over.
        #expect(try offered("check", "--config", "") == [])
        #expect(try offered("check", "--config", "=", "bri") == [])
        for command in Help.commands {
            let options = HelpText(command.help).options.map(\.name)
            #expect(try offered(command.name, "--") == options + ["--help"])
        }
    }

    @Test func `is a manual page without a warning, with every command and option`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try ManualPage.text.write(to: file, atomically: true, encoding: .utf8)
        for command in Help.commands {
            #expect(ManualPage.text.contains(".SS \(command.name)\n"))
        }
        // groff comes with most systems, and not with all.
        guard FileManager.default.fileExists(atPath: "/usr/bin/groff") else { return }
        let (status, text) = try tool(
            "/usr/bin/groff", ["-man", "-ww", "-Kutf8", "-Tutf8", "-P-cbou", file.path])
        #expect(status == 0)
        #expect(!text.contains("warning: "), "\(text.prefix(2_000))")
        for command in Help.commands {
            for option in HelpText(command.help).options {
                #expect(text.contains(option.name), "\(command.name) \(option.name)")
            }
        }
    }

    @Test func `holds the options that the code takes, and no others`() throws {
        let sources = URL(filePath: #filePath).appending(path: "../../../../Sources/mpo-bridge")
            .standardized
        let files = try #require(
            FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        let taken = #/\.(?:flag|option|integer|word|required)\(\s*"(--[a-z-]+)"/#
        var options: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            options.formUnion(text.matches(of: taken).map { String($0.1) })
        }
        let told = Set(
            Help.commands.flatMap { HelpText($0.help).options.map(\.name) })
        #expect(told == options.subtracting(["--help"]))
    }

    @Test func `is taken apart as it was put together`() {
        let help = HelpText(
            """
            usage: mpo-bridge play ID [ROW] [--fast] [--level high|low]
                                   [--file NAME]
                   mpo-bridge play on|off

              ID ROW       what to play,
                           and where
              --to PATH    where to
              --quiet

            It plays, and
            plays.

            examples: mpo-bridge play 1
                      mpo-bridge play on
            """)
        #expect(
            help.usage == [
                "mpo-bridge play ID [ROW] [--fast] [--level high|low] [--file NAME]",
                "mpo-bridge play on|off",
            ])
        #expect(
            help.blocks == [
                .entries([
                    .init(term: "ID ROW", text: "what to play, and where"),
                    .init(term: "--to PATH", text: "where to"), .init(term: "--quiet", text: ""),
                ]),
                .paragraph("It plays, and plays."),
                .examples(["mpo-bridge play 1", "mpo-bridge play on"]),
            ])
        #expect(
            help.options == [
                .init(name: "--to", value: "PATH"), .init(name: "--quiet", value: nil),
                .init(name: "--fast", value: nil), .init(name: "--level", value: "high|low"),
                .init(name: "--file", value: "NAME"),
            ])
        #expect(help.words == ["on", "off"])
    }
}
