import Bridge
import Service
import Simulator
import TestSupport
import Testing

/// The main API and the sync server are two targets: one that fails takes nothing from the other.
@Suite(.serialized) struct `The main API` {
    private func world(_ main: FaultServer, fault: MPOFault) throws -> BridgeWorld {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(fault, .always)]
        // The tasks' results are made up here.
        var productBehaviour = ProductBehaviour()
        productBehaviour.checksResults = false
        return try BridgeWorld(
            mpo: behaviour, product: productBehaviour,
            mpoKeys: #""timeout": "1s", "answerMargin": "3s","#
                + #""mainURL": "http://127.0.0.1:\#(main.port)","#)
    }

    private static func task(_ status: String) -> [FaultServer.Step] {
        let text =
            #"{"request_proc":"ok","ops":[{"proc":"ok","obj":"task","status":"\#(status)","#
            + #""data":{"info":{}}}]}"#
        return [.send(HTTPBytes.answer(200, body: HTTPBytes.text(text)))]
    }

    private static let notFound = HTTPBytes.answer(
        200,
        body: HTTPBytes.text(
            #"{"request_proc":"ok","ops":[{"proc":"error","description":"Object not found"}]}"#))

    @Test func `holds ten thousand rows up without holding up calls, in little memory`()
        async throws
    {
        let isMended = Flag()
        let main = try FaultServer { _ in
            isMended.isSet ? [.send(Self.notFound)] : [.send(HTTPBytes.answer(503, body: []))]
        }
        defer { main.stop() }
        // MPO is well and says what nobody understands.
        let world = try world(main, fault: .garbage)
        try world.start()
        _ = await world.sender.send(InvokeLoad(rows: 10_000), to: try world.invokeURL())
        _ = try world.running().line("event=look-ups-failing", "reason=\"HTTP 503\"")
        #expect(await Patience.wait(within: .seconds(60)) { world.mpo.ledger.created == 10_000 })
        let memory = try world.running().peakMemory()
        world.mpo.behave(MPOBehaviour())
        try await world.finish(InvokeLoad(rows: 200))
        #expect(world.product.ledger.totals.succeeded == 200)
        // What a row costs while it is looked up: far less than the row itself.
        #expect(memory < 80 << 20 || Sanitizer.isWatching, "\(memory >> 20) MiB")
        isMended.set()
        #expect(await world.product.waitForFinished(2, within: .seconds(120)))
        _ = try world.running().line("event=look-ups-mended")
        #expect(world.product.ledger.totals.failures == 10_000)
        #expect(world.mpo.ledger.created == 10_200)
        // Told once, however often it was tried.
        let told = try world.running().log.count { $0.contains("event=look-ups-failing") }
        #expect(told <= 2)
        print(
            "proof: look-ups: 10000 rows waiting, peak \(memory >> 20) MiB, "
                + "\(main.requests.count) questions")
    }

    enum Moment: String, CaseIterable, Sendable {
        case beforeLookUp, duringLookUp, whileTaskRuns
    }

    @Test(arguments: Moment.allCases)
    func `is asked again after kill -9 in each state of a look-up`(moment: Moment) async throws {
        let isAnswered = Flag()
        let main = try FaultServer { _ in
            if isAnswered.isSet { return Self.task("processed") }
            return moment == .duringLookUp ? [.silence] : Self.task("processing")
        }
        defer { main.stop() }
        let world = try world(main, fault: .resetAfter)
        try world.start()
        _ = await world.sender.send(InvokeLoad(rows: 5), to: try world.invokeURL())
        let bridge = try world.running()
        switch moment {
        case .beforeLookUp: _ = try bridge.line("event=call-failed")
        case .duringLookUp:
            #expect(await Patience.wait(within: .seconds(60)) { !main.requests.isEmpty })
        case .whileTaskRuns: _ = try bridge.line("event=task-looked-up", "finding=running")
        }
        bridge.kill()
        isAnswered.set()
        try world.start()
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        world.expectOrder(rows: 5)
        // A row whose call had not begun is sent and lost now; each has one task and its result.
        #expect(world.product.ledger.totals.reported == 5)
        #expect(world.mpo.ledger.duplicates == 0)
        #expect(world.mpo.ledger.created <= 5)
    }
}
