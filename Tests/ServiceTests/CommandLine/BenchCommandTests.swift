import Foundation
import Testing

@Suite(.timeLimit(.minutes(5))) struct `The bench` {
    @Test func `measures a scenario, and leaves nothing behind`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "mpo-bridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try await Program.run(
            "bench", "--quick", "--scenario", "one-row", "--json", "-", "--directory", folder.path)
        #expect(run.status == 0, "\(run.messages)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])

        let report = try run.json
        #expect(report["quick"] as? Bool == true)
        #expect(report["isCorrect"] as? Bool == true)
        #expect(report["directory"] as? String == folder.path)
        for name in ["processors", "loadAverage", "isDirectoryInMemory"] {
            #expect(report[name] is NSNumber, "\(name)")
        }
        let bounds = try #require(report["bounds"] as? [String: Double])
        for name in [
            "callOfTenMicroseconds", "callOfOneMicroseconds", "callOfProductMicroseconds",
            "signatureOfTenMicroseconds", "signatureOfOneMicroseconds", "invokeSocketMicroseconds",
            "syncMicroseconds", "syncCPUMicroseconds", "storeTransactionMicroseconds",
            "validationNanosecondsPerByte",
        ] {
            #expect(try #require(bounds[name]) > 0, "\(name)")
        }
        let scenarios = try #require(report["scenarios"] as? [[String: Any]])
        #expect(scenarios.count == 1)
        try expectOneRow(try #require(scenarios.first))
    }

    private func expectOneRow(_ scenario: [String: Any]) throws {
        #expect(scenario["name"] as? String == "one-row")
        #expect(scenario["title"] is String)
        #expect(scenario["rows"] as? Int == 2_000)
        #expect(scenario["invokes"] as? Int == 2_000)
        #expect(scenario["lost"] as? Int == 0)
        #expect(scenario["createdTwice"] as? Int == 0)
        #expect(scenario["problems"] as? [String] == [])
        for name in [
            "seconds", "rowsPerSecond", "cpuMicrosecondsPerRow", "floorMicrosecondsPerRow",
            "togetherMicrosecondsPerRow", "peersCPUMicrosecondsPerRow", "peakMebibytes",
        ] {
            #expect(try #require(scenario[name] as? Double, "\(name)") > 0, "\(name)")
        }
        let latency = try #require(scenario["latency"] as? [String: Double])
        let p50 = try #require(latency["p50"])
        let p99 = try #require(latency["p99"])
        let slowest = try #require(latency["max"])
        #expect(0 < p50 && p50 <= p99 && p99 <= slowest)
        let floor = try #require(scenario["floor"] as? [String: Double])
        #expect(floor["invokes"] == 2_000)
        #expect(floor["signatures"] == 2_000)
        // With the product's: two for each.
        #expect(floor["calls"] == 6_000)
        // The floor is what all parts take, but for fdatasync, which is in SQLite's.
        let parts = try ["libcurl", "signing", "socket", "validation", "store"].map {
            try #require(floor["\($0)Seconds"], "\($0)")
        }
        #expect(parts.allSatisfy { $0 > 0 })
        let whole = try #require(scenario["floorMicrosecondsPerRow"] as? Double)
        #expect(abs(parts.reduce(0, +) * 1_000_000 / 2_000 - whole) < 2)
        let figures = try #require(scenario["figures"] as? [[String: Any]])
        for figure in figures {
            #expect(figure["name"] is String)
            #expect(figure["unit"] is String)
            #expect(figure["value"] is NSNumber)
            #expect((figure["target"] != nil) == (figure["isReached"] != nil))
            #expect((figure["target"] != nil) == (figure["isAtLeast"] != nil))
        }
        let lost = figures.first { $0["name"] as? String == "rows lost" }
        #expect(lost?["isReached"] as? Bool == true)
    }

    @Test func `says which scenarios there are`() async throws {
        let run = try await Program.run("bench", "--scenario", "everything")
        #expect(run.status == 2)
        #expect(run.messages.contains("there is no scenario 'everything'"))
        #expect(run.messages.contains("ten-a-call, one-a-call"))
    }

    @Test func `ends its processes and removes its folder when it is told to stop`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "mpo-bridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try Program.Run(
            ["bench", "--scenario", "slow-mpo", "--directory", folder.path], environment: [:])
        while try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty {
            // Sleeps because a folder tells nobody that something is in it.
            try await Task.sleep(for: .milliseconds(5))
        }
        run.terminate()
        let ended = try await run.ended()
        #expect(ended.status == 1)
        #expect(ended.messages.contains("stopped by a signal"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }
}
