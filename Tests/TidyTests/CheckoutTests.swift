import Foundation
import Testing

@Suite struct `The checkout` {
    /// The top level of the design, and nothing else.
    private static let top: Set<String> = [
        "LICENSE", "Package.swift", "README.md", "Sources", "Tests", "bridge.json.example",
        "systemd",
    ]

    @Test func `holds nothing but its few folders and files`() throws {
        // The package manager may write a lock file even without dependencies; git ignores it.
        let found = Set(try Checkout.top()).subtracting(["Package.resolved"])
        #expect(found.subtracting(Self.top).isEmpty)
        #expect(
            found.isSuperset(of: ["LICENSE", "Package.swift", "README.md", "Sources", "Tests"]))
    }

    @Test func `depends on no package`() throws {
        let manifest = try #require(Checkout.sources.first { $0.path == "Package.swift" })
        for (index, line) in manifest.code.enumerated() where line.contains(".package(") {
            Checkout.report([Finding(manifest, index + 1, "the bridge depends on no package")])
        }
    }

    @Test func `passes by the two commands of its README`() throws {
        let readme = try #require(Checkout.text("README.md"))
        let run = try #require(Checkout.text(".ci/run"))
        let commands = QuickStart.commands(of: readme)
        #expect(commands.count == 2, "one command runs the demo, one passes the tests")
        let lines = Set(
            run.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
        for command in commands {
            #expect(lines.contains(command), ".ci/run does not run: \(command)")
        }
    }

    @Test func `builds its tests once, with the trait that they run with`() throws {
        let run = try #require(Checkout.text(".ci/run"))
        let commands = run.split(separator: "\n").filter {
            $0.contains("swift test ") || $0.contains("swift build --build-tests")
        }
        #expect(commands.count == 2, "one builds the tests, one runs them")
        for command in commands {
            #expect(command.contains(" --traits CrashPoints"), ".ci/run: \(command)")
        }
    }

    @Test func `has a check that can be run and stops at the first failure`() throws {
        let path = Checkout.root.appending(path: ".ci/run").path()
        #expect(FileManager.default.isExecutableFile(atPath: path))
        let run = try #require(Checkout.text(".ci/run"))
        #expect(run.hasPrefix("#!/usr/bin/env bash\n") && run.contains("\nset -euo pipefail\n"))
    }
}

/// The commands that a README promises.
enum QuickStart {
    /// The lines of the code blocks under `## Quick start`, up to the next heading.
    static func commands(of readme: String) -> [String] {
        var isInSection = false
        var isInBlock = false
        var commands: [String] = []
        for line in readme.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInBlock.toggle()
            } else if isInBlock {
                let command = line.trimmingCharacters(in: .whitespaces)
                if isInSection, !command.isEmpty { commands.append(command) }
            } else if line.hasPrefix("#") {
                isInSection = line == "## Quick start"
            }
        }
        return commands
    }
}
