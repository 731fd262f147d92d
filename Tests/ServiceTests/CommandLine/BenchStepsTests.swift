import Foundation
import Testing

@testable import mpo_bridge

/// The scenarios that are tables, in their quick size. What is asserted is what was counted, never
/// how fast it was.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `The bench's tables` {
    private struct Table {
        let scenario: [String: Any]
        let steps: [[String: Any]]

        func step(_ name: String) throws -> [String: Any] {
            try #require(steps.first { $0["name"] as? String == name }, "\(name)")
        }

        var names: [String] { steps.compactMap { $0["name"] as? String } }

        func figure(_ name: String) throws -> Double {
            let figures = try #require(scenario["figures"] as? [[String: Any]])
            let figure = figures.first { $0["name"] as? String == name }
            return try #require(figure?["value"] as? Double, "\(name)")
        }
    }

    /// Runs one scenario, which must be correct and leave nothing behind.
    private func measure(_ scenario: String) async throws -> Table {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "mpo-bridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try await Program.run(
            "bench", "--quick", "--scenario", scenario, "--json", "-", "--directory", folder.path)
        #expect(run.status == 0, "\(run.messages)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        let report = try run.json
        #expect(report["isCorrect"] as? Bool == true)
        let scenarios = try #require(report["scenarios"] as? [[String: Any]])
        let first = try #require(scenarios.first)
        #expect(first["name"] as? String == scenario)
        #expect(first["lost"] as? Int == 0)
        #expect(first["createdTwice"] as? Int == 0)
        #expect(first["problems"] as? [String] == [])
        let table = Table(
            scenario: first, steps: try #require(first["steps"] as? [[String: Any]]))
        let rows = table.steps.compactMap { $0["rows"] as? Int }
        #expect(first["rows"] as? Int == rows.reduce(0, +))
        for step in table.steps { try expectNumbers(step) }
        return table
    }

    private func expectNumbers(_ step: [String: Any]) throws {
        for name in [
            "seconds", "rowsPerSecond", "cpuMicrosecondsPerRow", "floorMicrosecondsPerRow",
            "peakMebibytes",
        ] {
            #expect(try #require(step[name] as? Double, "\(name)") > 0, "\(name)")
        }
        let floor = try #require(step["floor"] as? [String: Double])
        for name in [
            "calls", "bytes", "commits", "records", "libcurlSeconds", "syncSeconds", "storeSeconds",
        ] {
            #expect(try #require(floor[name], "\(name)") > 0, "\(name)")
        }
        // One call a row is the most, and each invoke has an import and a completion at least.
        let rows = try #require(step["rows"] as? Double)
        let invokes = try #require(step["invokes"] as? Double)
        #expect(try #require(floor["calls"]) >= rows / 10 + 2 * invokes)
    }

    @Test func `go from a small data set to a large one`() async throws {
        let table = try await measure("rows")
        #expect(table.names == ["100 rows", "1,000 rows", "10,000 rows"])
        #expect(table.steps.map { $0["rows"] as? Int } == [2_000, 10_000, 10_000])
        #expect(try table.figure("CPU a row, last / first step") > 0)
        #expect(try table.figure("CPU a row, largest / smallest") >= 1)
    }

    @Test func `go from one invocation to many`() async throws {
        let table = try await measure("invocations")
        #expect(table.names == ["1 at once", "10 at once", "100 at once"])
        #expect(table.steps.map { $0["invokes"] as? Int } == [50, 200, 200])
        #expect(try table.figure("CPU a row, largest / smallest") >= 1)
    }

    @Test func `set a crowded daemon beside one that is alone`() async throws {
        let table = try await measure("crowd")
        #expect(table.names == ["alone", "crowded"])
        #expect(table.steps.map { $0["invokes"] as? Int } == [800, 800])
        for name in [
            "CPU an invoke, crowded / alone", "answer, p50, crowded / alone",
            "answer, p99, crowded / alone",
        ] {
            #expect(try table.figure(name) > 0, "\(name)")
        }
    }

    @Test func `count the handshakes on every side, and see sessions resumed`() async throws {
        let table = try await measure("tls")
        #expect(table.names == ["ten-a-call", "one-a-call", "one-row", "closing"])
        for name in table.names {
            let step = try table.step(name)
            let servers = try #require(step["servers"] as? [String: [String: Int]])
            #expect(servers.keys.sorted() == ["mpo", "product", "receiver"])
            for (side, counts) in servers { try expectReuse(counts, "\(name), \(side)") }
        }
    }

    private func expectReuse(_ counts: [String: Int], _ what: String) throws {
        let requests = try #require(counts["requests"])
        let connections = try #require(counts["connections"])
        let handshakes = try #require(counts["handshakes"])
        let resumed = try #require(counts["resumed"])
        #expect(0 < handshakes && handshakes <= connections, "\(what)")
        if what.hasPrefix("closing") {
            #expect(handshakes >= requests, "\(what)")
            #expect(0 < resumed && resumed < handshakes, "\(what)")
        } else {
            #expect(connections < requests, "\(what)")
        }
    }

    @Test func `are named in the README, as all scenarios are`() throws {
        let readme = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../../README.md").standardized, encoding: .utf8)
        for scenario in BenchScenario.allCases {
            #expect(readme.contains("`\(scenario.rawValue)`"), "\(scenario.rawValue)")
        }
    }
}
