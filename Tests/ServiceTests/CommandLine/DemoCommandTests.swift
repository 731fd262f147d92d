import Foundation
import Testing

@Suite(.timeLimit(.minutes(5))) struct `The demonstration` {
    @Test func `reports every row once, and counts what went wrong on purpose`() async throws {
        let run = try await Program.run("demo", "--rows", "50", "--json")
        #expect(run.status == 0, "\(run.messages)")
        let counts = try run.json
        #expect(counts["ok"] as? Bool == true)
        #expect(counts["problems"] as? [String] == [])
        let expected = [
            "rows": 100, "rowsReported": 100, "rowsReportedTwice": 0, "succeeded": 92,
            "failed": 8, "unmappable": 6, "refused": 1, "unknown": 1, "calls": 95,
            "callsPostponed": 1, "tasksCreated": 93, "tasksCreatedTwice": 0, "batchRowsMax": 10,
            "batchRowsLimit": 10, "importsPostponed": 1, "completions": 2, "completionsEarly": 0,
        ]
        for (name, count) in expected { #expect(counts[name] as? Int == count, "\(name)") }
        #expect(!run.messages.contains("\r"), "a bar is for terminals")
    }

    @Test func `shows the rows as a table and leaves nothing behind`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "mpo-bridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try await Program.run(
            "demo", "--rows", "10", environment: ["TMPDIR": folder.path])
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.output.contains("OFFER_STATUS"))
        #expect(run.output.contains("the cell is no number"))
        #expect(run.output.contains("MPO refused the operation"))
        #expect(run.output.contains("may exist"))
        #expect(run.output.contains("MPO tasks created"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }
}
