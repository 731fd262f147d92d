import Bridge
import Simulator
import Testing

/// One thing goes wrong at a remote side, and the rows of a data set of twenty hear the right end
/// of it.
@Suite(.serialized) struct `When MPO misbehaves, the bridge` {
    struct Case: Sendable, CustomTestStringConvertible {
        let fault: MPOFault
        let chance: Chance
        /// Rows that the product hears of as failures.
        let failures: Int
        /// Tasks that exist in the end.
        let created: Int

        var testDescription: String { fault.rawValue }

        init(_ fault: MPOFault, _ chance: Chance = .only(3), failures: Int, created: Int) {
            self.fault = fault
            self.chance = chance
            self.failures = failures
            self.created = created
        }
    }

    static let cases = [
        // Certainly no task: tried again, and every row succeeds.
        Case(.tooMany, failures: 0, created: 20),
        Case(.paused, failures: 0, created: 20),
        Case(.unauthorized, failures: 0, created: 20),
        Case(.cookieText, failures: 0, created: 20),
        // Refused for good: the row fails, and has no task.
        Case(.badRequest, failures: 1, created: 19),
        Case(.notFound, failures: 1, created: 19),
        Case(.tooLarge, failures: 1, created: 19),
        Case(.formatError, failures: 1, created: 19),
        Case(.access, failures: 1, created: 19),
        Case(.invalid, failures: 1, created: 19),
        Case(.notUnique, failures: 1, created: 19),
        // Nobody knows: reported so, and never sent again, whether a task was created or not.
        Case(.resetBefore, failures: 1, created: 19),
        Case(.closeBefore, failures: 1, created: 19),
        Case(.badGatewayBefore, failures: 1, created: 19),
        Case(.unavailable, failures: 1, created: 19),
        Case(.resetAfter, failures: 1, created: 20),
        Case(.closeAfter, failures: 1, created: 20),
        Case(.badGatewayAfter, failures: 1, created: 20),
        Case(.serverErrorAfter, failures: 1, created: 20),
        Case(.gatewayTimeout, failures: 1, created: 20),
        Case(.timeout, failures: 1, created: 20),
        Case(.truncated, failures: 1, created: 20),
        Case(.garbage, failures: 1, created: 20),
        Case(.opsEmpty, failures: 1, created: 20),
        Case(.opsTooMany, failures: 1, created: 20),
        // Odd, and yet an answer.
        Case(.opsObject, .always, failures: 0, created: 20),
    ]

    @Test(arguments: cases)
    func `settles every row once, in the class that the evidence allows`(_ one: Case) async throws {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(one.fault, one.chance)]
        let world = try BridgeWorld(mpo: behaviour)
        try world.start()
        try await world.finish(InvokeLoad(rows: 20))
        world.expectOrder(rows: 20)
        #expect(world.product.ledger.totals.failures == one.failures)
        #expect(world.product.ledger.totals.succeeded == 20 - one.failures)
        #expect(world.mpo.ledger.created == one.created)
    }

    @Test func `keeps the answers of a call apart when one of its operations fails`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.faults = [
            FaultRule(.invalid, .every(7)), FaultRule(.timeout, .every(11)),
            FaultRule(.paused, .only(5)),
        ]
        let world = try BridgeWorld(mpo: behaviour, mapping: #""operationsPerCall": 10,"#)
        try world.start()
        try await world.finish(InvokeLoad(rows: 100))
        world.expectOrder(rows: 100)
        let totals = world.product.ledger.totals
        #expect(totals.succeeded + totals.failures == 100)
        #expect(totals.failures >= 20)
        #expect(world.mpo.ledger.operationsMax == 10)
    }

    @Test func `halts a mapping that every call is refused for, and goes on when it is mended`()
        async throws
    {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.forbidden, .always)]
        let world = try BridgeWorld(mpo: behaviour)
        try world.start()
        let report = await world.sender.send(InvokeLoad(rows: 20), to: try world.invokeURL())
        #expect(report.accepted == 1)
        _ = try world.running().line("event=mapping-halted")
        world.mpo.behave(MPOBehaviour())
        // Whoever mends the configuration starts the daemon again: no row was lost or refused.
        #expect(try world.running().terminate() == 0)
        try world.start()
        #expect(await world.product.waitForFinished(1, within: .seconds(200)))
        world.expectOrder(rows: 20)
        #expect(world.product.ledger.totals.succeeded == 20)
    }

    @Test func `holds a row that nobody knows of, and reports the others`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.resetAfter, .only(3))]
        let world = try BridgeWorld(mpo: behaviour, mapping: #""onUnknown": "hold","#)
        try world.start()
        _ = await world.sender.send(InvokeLoad(rows: 20), to: try world.invokeURL())
        _ = try world.running().line("event=batch-pushed", "rows=19")
        #expect(world.product.ledger.totals.reported == 19)
        #expect(world.product.ledger.totals.completions == 0)
        #expect(world.mpo.ledger.created == 20)
    }

    @Test func `sends a row again when its process is idempotent`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.resetBefore, .only(3))]
        // It is sent again when MPO's own timeout has surely passed.
        let world = try BridgeWorld(
            mpo: behaviour, mapping: #""onUnknown": "retry","#, mpoKeys: #""timeout": "1s","#)
        try world.start()
        try await world.finish(InvokeLoad(rows: 20))
        world.expectOrder(rows: 20)
        #expect(world.product.ledger.totals.succeeded == 20)
        #expect(world.mpo.ledger.created == 20)
    }
}

@Suite(.serialized) struct `When the product misbehaves, the bridge` {
    static let transient: [ProductFault] = [
        ProductFault(.export, .unavailable), ProductFault(.export, .reset),
        ProductFault(.export, .truncated), ProductFault(.export, .unauthorized),
        ProductFault(.import, .unavailable), ProductFault(.import, .tooMany),
        ProductFault(.import, .reset), ProductFault(.import, .unavailableAfter),
        ProductFault(.import, .resetAfter), ProductFault(.import, .unauthorized),
        ProductFault(.completion, .unavailable), ProductFault(.completion, .reset),
        ProductFault(.completion, .unauthorized),
    ]

    @Test(arguments: transient)
    func `tries again until the product has heard everything`(_ fault: ProductFault) async throws {
        var behaviour = ProductBehaviour()
        behaviour.faults = [FaultRule(fault, .only(1))]
        behaviour.shape.pullPageMax = 50
        behaviour.shape.pushBatchMax = 30
        let world = try BridgeWorld(product: behaviour)
        try world.start()
        try await world.finish(InvokeLoad(rows: 120, flow: .pull))
        world.expectOrder(rows: 120)
        #expect(world.product.ledger.totals.succeeded == 120)
        #expect(world.product.ledger.totals.batchMax <= 30)
        #expect(world.mpo.ledger.created == 120)
    }

    @Test func `reads pages with other names, another order, and no definitions`() async throws {
        for change in 0..<3 {
            var behaviour = ProductBehaviour()
            behaviour.upperCaseNames = change == 0
            behaviour.shuffledColumns = change == 1
            behaviour.barePages = change == 2
            behaviour.shortPages = .every(2)
            behaviour.shape.pullPageMax = 40
            let world = try BridgeWorld(product: behaviour)
            try world.start()
            try await world.finish(InvokeLoad(rows: 200, flow: .pull))
            world.expectOrder(rows: 200)
            #expect(world.product.ledger.totals.succeeded == 200)
        }
    }

    @Test func `reports a row that cannot be mapped as a failure, and the others as they are`()
        async throws
    {
        var behaviour = ProductBehaviour()
        behaviour.shape.badAmountEvery = 10
        behaviour.shape.shortRowEvery = 25
        let world = try BridgeWorld(
            product: behaviour,
            mapping: #""parameters": { "amount": { "column": "AMOUNT", "type": "number" }, "#
                + #""city": { "column": "city" } },"#)
        try world.start()
        try await world.finish(InvokeLoad(rows: 100))
        world.expectOrder(rows: 100)
        #expect(world.product.ledger.totals.failures == 12)
        #expect(world.product.ledger.totals.succeeded == 88)
        #expect(world.mpo.ledger.created == 88)
    }

    @Test func `fails a whole data set that cannot be mapped, without a call`() async throws {
        let world = try BridgeWorld(
            mapping: #""parameters": { "city": { "template": "{{NO_SUCH_COLUMN}}" } },"#)
        try world.start()
        try await world.finish(InvokeLoad(rows: 5_000, flow: .pull))
        world.expectOrder(rows: 5_000)
        #expect(world.product.ledger.totals.failures == 5_000)
        #expect(world.mpo.ledger.calls == 0)
    }

    @Test func `skips the endpoints that an invoke leaves out`() async throws {
        var behaviour = ProductBehaviour()
        behaviour.shape.hasImport = false
        let world = try BridgeWorld(product: behaviour)
        try world.start()
        let report = await world.sender.send(InvokeLoad(rows: 30), to: try world.invokeURL())
        #expect(report.accepted == 1)
        _ = try world.running().line("event=invocation-completed", "succeeded=30")
        #expect(world.mpo.ledger.created == 30)
        #expect(world.product.ledger.totals.reported == 0)
    }
}
