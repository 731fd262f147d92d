internal import HTTPWire
internal import JSON

/// The simulated MPO without its sockets: takes a call, gives a reply, and keeps the ledger.
struct MPODesk: Sendable {
    private let processes: Set<[UInt8]>?
    private(set) var behaviour: MPOBehaviour
    private var generator: SeededGenerator
    private var beforeDice: FaultDice<MPOFault>
    private var afterDice: FaultDice<MPOFault>
    var operationDice: FaultDice<MPOFault>
    var tasks = TaskTable()
    var creations = CreationLedger()
    var ledger = MPOLedger()
    var process = OfferProcess()
    private var inFlight = InFlight()
    private var second: (number: Int64, operations: Int) = (0, 0)

    init(processes: Set<String>?, seed: UInt64, behaviour: MPOBehaviour) {
        self.processes = processes.map { Set($0.map { Array($0.utf8) }) }
        self.behaviour = behaviour
        generator = SeededGenerator(seed: seed)
        beforeDice = Self.dice(behaviour, [.callBefore])
        afterDice = Self.dice(behaviour, [.callAfter])
        operationDice = Self.dice(behaviour, [.operationBefore, .operationAfter])
    }

    /// Behaves differently from the next call on; what is live stays so.
    mutating func behave(_ behaviour: MPOBehaviour) {
        self.behaviour = behaviour
        beforeDice = Self.dice(behaviour, [.callBefore])
        afterDice = Self.dice(behaviour, [.callAfter])
        operationDice = Self.dice(behaviour, [.operationBefore, .operationAfter])
    }

    private static func dice(
        _ behaviour: MPOBehaviour, _ scopes: Set<MPOFault.Scope>
    ) -> FaultDice<MPOFault> {
        FaultDice(behaviour.faults.filter { scopes.contains($0.fault.scope) })
    }

    /// What the ledger says at this moment.
    func ledger(now: Int64) -> MPOLedger {
        var ledger = ledger
        ledger.created = creations.created
        ledger.references = creations.references
        ledger.duplicates = creations.duplicates
        ledger.withoutReference = creations.withoutReference
        ledger.untracked = creations.untracked
        ledger.live = tasks.liveCount(now: now)
        return ledger
    }

    /// Refuses a call whose signature is wrong.
    mutating func refuseSignature() -> Reply {
        ledger.calls += 1
        ledger.signatureFailures += 1
        switch behaviour.refusal {
        case .status401: return .answer(.text(401, "Unauthorized"))
        case .status403: return .answer(.text(403, "cookie or headers are not valid"))
        case .text: return .answer(.json(200, MPOText.cookie))
        }
    }

    /// Takes a call whose signature is right.
    mutating func take(_ body: [UInt8], now: Int64, wallSeconds: Int64) -> Reply {
        ledger.calls += 1
        if let fault = beforeDice.roll(&generator) {
            inject(fault)
            return reply(before: fault)
        }
        let text: JSONText
        do throws(JSONError) {
            text = try JSONText(body)
        } catch {
            ledger.malformed += 1
            return .answer(.json(400, MPOText.incorrectBody))
        }
        guard let operations = Self.operations(body, text.rootRange) else {
            ledger.malformed += 1
            return .answer(.json(400, MPOText.incorrectBody))
        }
        if isLimited(operations.count, wallSeconds) {
            ledger.limited += 1
            return .answer(Page.tooManyRequests(retryAfter: behaviour.retryAfter))
        }
        ledger.operations += operations.count
        ledger.operationsMax = max(ledger.operationsMax, operations.count)
        return perform(body, operations, now, wallSeconds)
    }

    private mutating func perform(
        _ body: [UInt8], _ operations: [Range<Int>], _ now: Int64, _ wallSeconds: Int64
    ) -> Reply {
        let latency = drawLatency()
        let fault = afterDice.roll(&generator)
        var moment = Moment(now: now, wallSeconds: wallSeconds, endsAt: now + latency.nanoseconds)
        ledger.callsInFlightMax = max(
            ledger.callsInFlightMax, inFlight.begin(now: now, end: moment.endsAt))
        if let fault {
            inject(fault)
            if fault.leavesTaskRunning { moment.endsAt += behaviour.lateEnd.nanoseconds }
        }
        var answer = MPOAnswer(capacity: 64 + operations.count * 192)
        for operation in operations {
            answer.entry { bytes in
                perform(CallOperation(body, operation), body, moment, into: &bytes)
            }
        }
        guard let fault else {
            return Reply(.answer(.json(200, answer.whole())), after: latency)
        }
        return reply(after: fault, answer, latency)
    }

    /// When a call came and when its tasks end.
    struct Moment: Sendable {
        let now: Int64
        let wallSeconds: Int64
        var endsAt: Int64
    }

    mutating func inject(_ fault: MPOFault) { ledger.injected[fault.rawValue, default: 0] += 1 }

    /// The fault of the next operation.
    mutating func rollOperation() -> MPOFault? {
        let fault = operationDice.roll(&generator)
        if let fault { inject(fault) }
        return fault
    }

    func exists(_ body: [UInt8], _ process: Range<Int>) -> Bool {
        processes?.contains(Array(body[Bytes.content(body, process)])) ?? true
    }

    private mutating func drawLatency() -> Duration {
        let range = behaviour.latency
        if range.lowerBound == range.upperBound { return range.lowerBound }
        let low = range.lowerBound.nanoseconds
        let high = range.upperBound.nanoseconds
        return .nanoseconds(Int64.random(in: low...high, using: &generator))
    }

    private mutating func isLimited(_ operations: Int, _ wallSeconds: Int64) -> Bool {
        guard let max = behaviour.operationsPerSecondMax else { return false }
        if second.number != wallSeconds { second = (wallSeconds, 0) }
        guard second.operations + operations <= max else { return true }
        second.operations += operations
        return false
    }

    /// The entries of `ops`; `nil` when the body is not a call.
    private static func operations(_ body: [UInt8], _ root: Range<Int>) -> [Range<Int>]? {
        guard body[root.lowerBound] == UInt8(ascii: "{"),
            let ops = JSONScan.member(Self.opsName, body, root),
            body[ops.lowerBound] == UInt8(ascii: "[")
        else { return nil }
        var operations: [Range<Int>] = []
        var cursor = JSONCursor(body, ops)
        while let operation = cursor.nextElement() {
            guard body[operation.lowerBound] == UInt8(ascii: "{") else { return nil }
            operations.append(operation)
        }
        return operations.isEmpty ? nil : operations
    }

    private static let opsName = Array("ops".utf8)
}

extension Duration {
    /// Whole nanoseconds.
    var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
