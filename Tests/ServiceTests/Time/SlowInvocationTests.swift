import Bridge
import Foundation
import Store
import Synchronization
import Testing

@testable import Service

@Suite(.serialized) struct `An invocation that takes longer than it should` {
    @Test func `is told of with what it waits for, and again after each doubling`() async throws {
        let columns = MatrixPeers.invoke(rows: 1, { _ in "" }, pulls: false).columns
        let peers = MatrixPeers(rows: 1, columns: columns, resultBytes: 0)
        let server = try FaultServer { request in
            OutboundCall(path: request.path) == .import
                ? [.send(HTTPBytes.answer(503, body: []))]
                : [.send(peers.answer(request).whole)]
        }
        let threshold = 200
        let bridge = try LocalService(syncURL: "http://127.0.0.1:\(server.port)/call") {
            $0.log.slowInvocation = .milliseconds(threshold)
        }
        let invoke = MatrixPeers.invoke(
            rows: 1, { "http://127.0.0.1:\(server.port)\($0.path)" }, pulls: false)
        #expect(try await bridge.invoke(invoke.body, authorization: invoke.authorization) == 200)
        #expect(await bridge.log.wait(for: "invocation-slow", "waits-for=product", count: 3))
        let lines = bridge.log.found("invocation-slow")
        #expect(lines.allSatisfy { $0.contains("mapping=offer") })
        // However late the engine looks: each line comes at the next doubling, and only then.
        var due = threshold
        for line in lines {
            let words = line.split(separator: "milliseconds=").last ?? ""
            let age = Int(words.prefix { $0.isNumber }) ?? 0
            #expect(age >= due, "\(line)")
            while due <= age { due *= 2 }
        }
        #expect(bridge.metrics.contains("mpo_bridge_invocations_slow 1"))
        #expect(bridge.metrics.contains("mpo_bridge_invocation_age_seconds_max"))
        server.stop()
        await bridge.stop()
        bridge.remove()
    }
}

@Suite struct `The look for slow invocations` {
    private func at(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: 0).advanced(by: .seconds(1_000_000 + seconds))
    }

    @Test func `counts those that gave up their place, and tells of those that have one`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "slow-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let bench = try Turns.settlement(folder, canLookUp: false).bench
        let invocation = OpenInvocation.sample(1, mapping: "a")
        invocation.since = at(-30)
        var slow = SlowInvocations(threshold: .seconds(60))
        slow.look(
            at: [invocation], resting: [at(-10), at(-70), at(-90.5)], bench, at(0)
        ) { _ in false }
        #expect(bench.metrics.invocationsSlow.value == 2)
        // And when none has a place any more.
        slow.look(at: [], resting: [at(-10)], bench, at(61)) { _ in false }
        #expect(bench.metrics.invocationsSlow.value == 1)
        #expect(slow.wakesAt(isIdle: true) == nil && slow.wakesAt(isIdle: false) != nil)
    }
}
