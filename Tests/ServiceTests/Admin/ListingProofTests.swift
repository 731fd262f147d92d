import Bridge
import Foundation
import HTTPServer
import JSON
import Store
import TestSupport
import Testing

@testable import Service

/// With a million rows in the store every reading answer must come within 100 ms. What is asserted
/// is what makes it so, the number of records an answer looks at; the time is printed.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `A large store` {
    /// A data set of one call a row: the dearest form; every seventh row has failed.
    private func invocation(_ store: Store, rows: Int, _ number: Int) async throws -> InvocationKey
    {
        let progress = Progress(
            state: .running, rowsAnnounced: rows, rowsStored: rows, isWhole: true)
        let pages = stride(from: 0, to: rows, by: 1_000).map { first in
            let count = min(1_000, rows - first)
            let cells = (first..<first + count).map { #"["\#($0)","customer \#($0)"]"# }
            return PageRecord(
                firstRow: first, rowCount: count, columns: nil,
                rows: Array("[\(cells.joined(separator: ","))]".utf8))
        }
        let digest = (0..<32).map { _ in UInt8.random(in: 0...255) }
        let new = NewInvocation(
            id: InvocationID(bodyDigest: digest, random: .random(in: .min ... .max)),
            context: InvocationContext(
                appID: "a", installID: "i", instanceID: "n", serviceID: "s",
                tenantID: "tenant \(number % 100)", productID: "p"),
            dataSetID: "d", bodyDigest: digest, head: Array(Self.head.utf8),
            mapping: .init(name: "offer", text: Array("{}".utf8)), progress: progress,
            pages: pages, acceptedAt: UnixTime(seconds: 1_800_000_000),
            duplicateWindow: .seconds(60))
        let acceptance = await withCheckedContinuation { waiter in
            store.accept(new) { waiter.resume(returning: $0) }
        }
        guard case .accepted(let key) = try acceptance.get() else {
            throw BridgeProcess.Failure(description: "not accepted")
        }
        return key
    }

    private static let head =
        #"{"recordDefinition":{"inputParameters":[]}}"#
        + String(repeating: " ", count: 2_000)

    private func settle(_ store: Store, _ key: InvocationKey, rows: Int) async throws {
        for first in stride(from: 0, to: rows, by: 10_000) {
            let range = first..<min(rows, first + 10_000)
            var step = InvocationStep(key: key, at: UnixTime(seconds: 1_800_000_001))
            var failed = 0
            for row in range {
                guard row % 7 == 6 else {
                    step.calls.append(
                        CallRecord(
                            firstRow: row, rowCount: 1, sentAt: step.at, milliseconds: 3,
                            results: Array(#"[{"info":{"status":"ok","id":\#(row)}}]"#.utf8)))
                    continue
                }
                failed += 1
                step.exceptions.append(
                    ExceptionRecord(
                        row: row, state: row == rows - 1 ? .unknown : .failed, attempt: 1,
                        class: .refused, reason: "MPO refused customer \(row)", at: step.at,
                        dueAt: nil, result: nil))
            }
            step.progress = Progress(
                state: .running, rowsAnnounced: rows, rowsStored: rows, isWhole: true,
                claimedTo: range.upperBound, settledTo: range.upperBound,
                succeeded: range.upperBound - failed, failed: failed)
            var batch = RowRanges()
            batch.insert(range)
            step.batches.append(
                BatchRecord(
                    number: first / 10_000 + 1, rows: batch, sentAt: step.at, milliseconds: 5,
                    attempts: 1))
            let written = step
            let result = await withCheckedContinuation { waiter in
                store.write(StoreUnit(steps: [written])) { waiter.resume(returning: $0) }
            }
            try result.get()
        }
    }

    /// What took longest, and how long.
    private final class Stopwatch {
        private(set) var slowest = (Duration.zero, "")

        func measure<Value>(_ what: String, _ body: () throws -> Value) throws -> Value {
            let clock = ContinuousClock()
            let start = clock.now
            let value = try body()
            let took = start.duration(to: clock.now)
            if took > slowest.0 { slowest = (took, what) }
            return value
        }
    }

    @Test func `is answered of in pieces of bounded work`() async throws {
        let rows = ProofLength.current(quick: 40_000, full: 1_000_000)
        let small = ProofLength.current(quick: 2_000, full: 200_000)
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "listing-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try Store(
            path: folder.appending(path: "bridge.db").path, now: UnixTime(seconds: 1_800_000_000))
        defer { store.stop() }
        // A multiple of seven: the last row is one of those with a record.
        let count = rows / 7 * 7
        let key = try await invocation(store, rows: count, -1)
        try await settle(store, key, rows: count)
        for first in stride(from: 0, to: small, by: 1_000) {
            try await withThrowingTaskGroup { group in
                for number in first..<first + 1_000 {
                    group.addTask { _ = try await invocation(store, rows: 1, number) }
                }
                try await group.waitForAll()
            }
        }
        let reader = try store.reader()
        let reading = AdminReading(reader: reader, sendsReference: true)
        let stopwatch = Stopwatch()
        try askOfInvocations(reading, stopwatch, isBeyondOnePage: small >= StoreReader.scanMax)
        try askOfRows(reading, stopwatch, try #require(try reader.invocation(key)), count)
        try askOfActs(reading, stopwatch, failed: count / 7 - 1)
        print(
            "proof: answers about \(count) rows and \(small) invocations: slowest "
                + "\(stopwatch.slowest.0 / .milliseconds(1)) ms (\(stopwatch.slowest.1))")
    }

    private func askOfInvocations(
        _ reading: AdminReading, _ stopwatch: Stopwatch, isBeyondOnePage: Bool
    ) throws {
        func ask(_ what: String, _ filter: InvocationFilter) throws -> JSONValue {
            let answer = try stopwatch.measure(what) {
                try reading.invocations(filter, before: nil, limit: AdminRoute.limitMax)
            }
            return try JSONText(answer).root
        }
        #expect(try ask("newest", InvocationFilter())["invocations"]?[199] != nil)
        // Nobody has this tenant: the list ends after a bounded look, and says where it goes on.
        let none = try ask("no such tenant", InvocationFilter(tenantID: "nobody"))
        #expect((none["next"]?.integer != nil) == isBeyondOnePage)
        _ = try ask("halted", InvocationFilter(state: .halted))
        _ = try ask("no such mapping", InvocationFilter(mappingName: "other"))
    }

    private func askOfRows(
        _ reading: AdminReading, _ stopwatch: Stopwatch, _ stored: StoredInvocation, _ count: Int
    ) throws {
        func ask(_ what: String, _ state: RowState?, from row: Int) throws -> JSONValue {
            let answer = try stopwatch.measure(what) {
                try reading.rows(of: stored, in: state, from: row, limit: AdminRoute.limitMax)
            }
            return try JSONText(answer).root
        }
        let failed = try #require(try ask("failed rows", .failed, from: count / 2)["rows"])
        #expect(failed.elements.allSatisfy { $0["reason"]?.string == "MPO refused •••" })
        #expect(failed[AdminRoute.limitMax - 1] != nil)
        // The one unknown row is the last one: its index leads there.
        let unknown = try ask("unknown rows", .unknown, from: 0)["rows"]
        #expect(unknown?[0]?["row"]?.integer == count - 1)
        _ = try ask("all rows", nil, from: count / 2)
        let sending = try ask("rows under way", .sending, from: 0)
        #expect(sending["next"]?.integer == AdminReading.rowsExaminedMax)
        // Behind the last one that was claimed there is none, and nothing is looked through.
        let queued = try ask("queued rows", .queued, from: 0)
        #expect(queued["rows"]?[0] == nil && queued["next"]?.isNull == true)
        _ = try stopwatch.measure("an invocation") { try reading.invocation(stored) }
        for row in [0, count / 2, count - 1] {
            _ = try stopwatch.measure("a row") {
                try reading.row(row, of: stored, showsCells: true)
            }
        }
    }

    private func askOfActs(
        _ reading: AdminReading, _ stopwatch: Stopwatch, failed: Int
    ) throws {
        _ = try stopwatch.measure("acts") {
            try reading.acts(before: nil, limit: AdminRoute.limitMax)
        }
        func preview(_ scope: ActScope) throws -> JSONValue {
            let request = ActRequest(operatorName: "o", verb: .retry, scope: scope)
            let answer = try stopwatch.measure("a preview") { try reading.preview(request) }
            return try JSONText(answer).root
        }
        #expect(
            try preview(ActScope(state: .failed))["rows"]?.integer
                == min(failed, AdminReading.previewRowsMax))
        #expect(
            try preview(ActScope(state: .failed, mapping: "offer"))["rows"]?.integer
                == min(failed, AdminReading.previewRowsOfMappingMax))
    }
}
