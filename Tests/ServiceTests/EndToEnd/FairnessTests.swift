import Bridge
import Foundation
import HTTPServer
import HTTPWire
import JSON
import SQLite
import Simulator
import Synchronization
import TestSupport
import Testing

/// An MPO of which one process never answers.
private final class HangingProcess: RequestHandler {
    private let hanging: Mutex<[Responder]> = Mutex([])

    var count: Int { hanging.withLock { $0.count } }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission { .body(max: 1 << 20) }

    func handle(_ request: Request, _ responder: Responder) {
        let operations = (try? JSONText(request.body))?.root["ops"]?.elements.map { $0 } ?? []
        if operations.contains(where: { $0["processID"]?.string == "slow" }) {
            hanging.withLock { $0.append(responder) }
            return
        }
        let done = operations.map { _ in #"{"proc":"ok","data":{"info":{}}}"# }
        let answer = #"{"ops":[\#(done.joined(separator: ","))],"request_proc":"ok"}"#
        responder.answer(.json(200, Array(answer.utf8)))
    }

    func answerAll() {
        let all = hanging.withLock { exchange(&$0, with: []) }
        for responder in all { responder.answer(Response(status: 400)) }
    }
}

@Suite(.serialized) struct `A small invocation is not stuck` {
    @Test func `behind a large one of the same mapping`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.latency = .milliseconds(50) ... .milliseconds(60)
        let world = try BridgeWorld(mpo: behaviour)
        try world.start()
        let rows = 100_000
        let report = await world.sender.send(
            InvokeLoad(rows: rows, flow: .pull), to: try world.invokeURL())
        #expect(report.accepted == 1)
        _ = try world.running().line("event=page-pulled")
        try await world.finish(InvokeLoad(count: 20, rows: 5, inFlightMax: 20))
        #expect(world.mpo.ledger.created < rows / 4)
        #expect(world.product.ledger.totals.completions == 20)
    }

    @Test func `behind a mapping whose process does not answer`() async throws {
        let script = HangingProcess()
        let server = try HTTPServer(
            listeners: [.tcp(host: "127.0.0.1", port: 0)], handler: script)
        try server.start()
        defer {
            script.answerAll()
            server.stop()
        }
        var product = ProductBehaviour()
        product.checksResults = false
        let world = try BridgeWorld(
            product: product,
            mappings: #"{"name": "slow", "match": {"tenantId": "slow"}, "processID": "slow"},"#,
            syncURL: "http://127.0.0.1:\(server.port)")
        try world.start()
        // One of each, so that both mappings are known.
        try await world.finish(InvokeLoad(rows: 1))
        let other = ProductSimulator(ProductOptions(tenantID: "slow"))
        try other.start()
        let sender = InvokeSender(other)
        defer {
            sender.stop()
            other.stop()
        }
        _ = await sender.send(InvokeLoad(rows: 500), to: try world.invokeURL())
        let deadline = ContinuousClock.now + .seconds(60)
        while script.count < 28, ContinuousClock.now < deadline {
            // Sleeps because the script has no event to wait for.
            try await Task.sleep(for: .milliseconds(20))
        }
        try await world.finish(InvokeLoad(count: 10, rows: 50, inFlightMax: 10))
        #expect(world.product.ledger.totals.succeeded == 501)
        // The slow one still hangs, and left some places to the others.
        #expect(script.count == 28)
        #expect(other.ledger.totals.reported == 0)
    }

    @Test func `behind look-ups that cannot be made`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.resetAfter, .first(20))]
        // Nobody listens on the discard port: each look-up fails at once.
        let world = try BridgeWorld(
            mpo: behaviour, mpoKeys: #""timeout": "1s", "mainURL": "http://127.0.0.1:9","#)
        try world.start()
        _ = await world.sender.send(InvokeLoad(rows: 40), to: try world.invokeURL())
        for _ in 0..<3 { _ = try world.running().line("event=task-looked-up", "unclear") }
        try await world.finish(InvokeLoad(count: 10, rows: 100, inFlightMax: 10))
        #expect(world.product.ledger.totals.completions == 10)
        #expect(world.mpo.ledger.created == 1_040)
    }
}

@Suite(.serialized) struct `A mapping with limits of its own` {
    @Test func `has no more calls in flight than it may`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.latency = .milliseconds(5) ... .milliseconds(10)
        let world = try BridgeWorld(mpo: behaviour, mapping: #""callsInFlightMax": 2,"#)
        try world.start()
        try await world.finish(InvokeLoad(rows: 200))
        world.expectOrder(rows: 200)
        #expect(world.mpo.ledger.callsInFlightMax == 2)
    }

    @Test func `sends no more operations a second than it may`() async throws {
        let world = try BridgeWorld(mapping: #""operationsPerSecondMax": 50,"#)
        try world.start()
        let began = ContinuousClock.now
        try await world.finish(InvokeLoad(rows: 150))
        #expect(ContinuousClock.now - began > .seconds(2))
        world.expectOrder(rows: 150)
        #expect(world.mpo.ledger.calls == 150)
    }
}

@Suite(.serialized) struct `Thousands of invocations of a dead product` {
    private static let deadCount = ProofLength.current(quick: 3_000, full: 20_000)

    /// Sends them all, and waits until none is on its way to MPO any more.
    private func send(
        _ count: Int, of product: ProductSimulator, to world: BridgeWorld
    ) async throws {
        let sender = InvokeSender(product)
        let report = await sender.send(
            InvokeLoad(count: count, rows: 1, inFlightMax: 32, attemptsMax: 5),
            to: try world.invokeURL())
        #expect(report.accepted == count)
        sender.stop()
    }

    @Test func `keep no place from those of another, before and after kill -9`() async throws {
        var options = ProductOptions()
        options.behaviour.faults = [FaultRule(ProductFault(.import, .unavailable), .always)]
        let dead = ProductSimulator(options)
        try dead.start()
        defer { dead.stop() }
        let world = try BridgeWorld()
        try world.start()
        try await send(Self.deadCount, of: dead, to: world)
        try await world.finish(InvokeLoad(count: 100, rows: 2, inFlightMax: 8))
        #expect(dead.ledger.totals.reported == 0)
        let callsBefore = dead.ledger.injected["import-503"] ?? 0
        let memory = try world.running().peakMemory()

        // A completion of which nobody knows yet on disk would rightly be made again.
        let store = try Connection(path: world.storePath, access: .readOnly)
        try await world.wait(for: "records of completions") {
            try store.integer("SELECT count(*) FROM invocation WHERE state = 'completed'") == 100
        }
        try world.running().kill()
        try world.start()
        try await world.finish(InvokeLoad(count: 100, rows: 2, inFlightMax: 8))
        #expect(dead.ledger.totals.reported == 0)

        dead.behave(ProductBehaviour())
        try await world.finish(InvokeLoad(count: 1, rows: 2))
        #expect(await dead.waitForFinished(Self.deadCount, within: .seconds(180)))
        let totals = dead.ledger.totals
        #expect(totals.rows == Self.deadCount && totals.missing == 0)
        #expect(dead.ledger.violations == [])
        world.expectOrder(rows: 402)
        #expect(world.mpo.ledger.created == Self.deadCount + 402)
        print(
            "proof: dead product invocations=\(Self.deadCount) healthy=201"
                + " calls-to-the-dead=\(callsBefore) memory-MiB=\(memory >> 20)")
    }
}
