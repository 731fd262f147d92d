internal import Bridge
internal import HTTPWire
internal import JSON

/// The simulated product without its sockets: takes the bridge's calls, checks them, and keeps the
/// ledger.
struct ProductDesk: Sendable {
    let definition: ServiceDefinition
    let rowsKeptMax: Int
    private let tenant: [UInt8]
    private let seed: UInt64
    private let startedAt: Int64
    private(set) var behaviour: ProductBehaviour
    var generator: SeededGenerator
    private var dice: [ProductFault.Route: FaultDice<ProductFault>] = [:]
    var shortPages: CountedChance
    var emptyPages: CountedChance
    private var token: TokenCheck
    var check: ImportCheck
    /// Those of which something is still expected, by number; all others up to `lastNumber` are
    /// finished.
    private var open: [Int: ProductInvocation] = [:]
    private var lastNumber = 0
    var ledger = ProductLedger()
    var keptRows: [ReportedRow] = []

    init(_ options: ProductOptions, startedAt: Int64) {
        definition = ServiceDefinition(columns: options.columns)
        rowsKeptMax = options.rowsKeptMax
        tenant = Array(options.context.tenantID.utf8)
        seed = options.seed
        self.startedAt = startedAt
        behaviour = options.behaviour
        generator = SeededGenerator(seed: options.seed)
        shortPages = CountedChance(options.behaviour.shortPages)
        emptyPages = CountedChance(options.behaviour.emptyPages)
        token = TokenCheck(context: options.context, secret: options.installSecret)
        check = ImportCheck(definition)
        behave(options.behaviour)
    }

    /// Behaves differently from the next call on; invokes that were made keep their shape.
    mutating func behave(_ behaviour: ProductBehaviour) {
        self.behaviour = behaviour
        shortPages = CountedChance(behaviour.shortPages)
        emptyPages = CountedChance(behaviour.emptyPages)
        for route in ProductFault.Route.allCases {
            dice[route] = FaultDice(behaviour.faults.filter { $0.fault.route == route })
        }
    }

    /// Makes a new invocation of that many rows.
    mutating func invocation(rows: Int, flow: InvokeFlow) -> ProductInvocation {
        lastNumber += 1
        var invocation = ProductInvocation(
            number: lastNumber, rows: rows, flow: flow, seed: seed, startedAt: startedAt,
            shape: behaviour.shape)
        invocation.counts.rows = rows
        ledger.invocations += 1
        ledger.totals.rows += rows
        if invocation.isFinished { finish(invocation) } else { open[lastNumber] = invocation }
        return invocation
    }

    /// The bridge has acknowledged an invoke and named the invocation.
    mutating func acknowledge(_ number: Int, invocationID: [UInt8]) {
        guard var invocation = open.removeValue(forKey: number) else { return }
        if !invocation.isNamed(invocationID) {
            ledger.violate(
                "invocation \(number) was acknowledged by another id than it is called by")
        }
        open[number] = invocation
    }

    /// The ledger at this moment, with a line for each open invocation while there is room.
    func currentLedger() -> ProductLedger {
        var ledger = ledger
        for number in open.keys.sorted().prefix(ProductLedger.linesMax - ledger.lines.count) {
            guard let invocation = open[number] else { continue }
            ledger.lines.append(
                ProductLedger.Line(
                    number: number, isFinished: false, counts: invocation.counts))
        }
        ledger.lines.sort { $0.number < $1.number }
        return ledger
    }

    /// Takes a call to one of the endpoints.
    mutating func take(_ call: ProductCall, wallSeconds: Int64) -> Reply {
        let delay = drawLatency()
        let fault = dice[call.route]?.roll(&generator)
        if let fault { ledger.injected[fault.name, default: 0] += 1 }
        if let fault, !fault.kind.takesEffect {
            return Reply(action(fault.kind), after: delay)
        }
        if let problem = token.problem(call.authorization, now: wallSeconds) {
            ledger.tokenFailures += 1
            ledger.violate("\(call.route.rawValue): \(problem)")
            return Reply(.answer(.text(401, problem)), after: delay)
        }
        let response = answer(call, isAnswerLost: fault != nil)
        guard let fault else { return Reply(.answer(response), after: delay) }
        switch fault.kind {
        case .resetAfter: return Reply(.reset, after: delay)
        case .truncated:
            var cut = response
            cut.body = Array(response.body.prefix(response.body.count / 2))
            return Reply(.answer(cut), after: delay)
        default: return Reply(action(.unavailable), after: delay)
        }
    }

    private mutating func answer(_ call: ProductCall, isAnswerLost: Bool) -> Response {
        guard call.tenant.elementsEqual(tenant),
            let number = ProductInvocation.number(ofPathID: call.pathID),
            (1...lastNumber).contains(number)
        else { return refuse(call, 404, "no such data set") }
        guard var invocation = open.removeValue(forKey: number) else {
            return late(call, number)
        }
        defer {
            if invocation.isFinished { finish(invocation) } else { open[number] = invocation }
        }
        guard call.pathID.elementsEqual(invocation.pathID) else {
            return refuse(call, 404, "no such data set")
        }
        checkHeaders(call, &invocation)
        let before = invocation.counts
        let response =
            switch call.route {
            case .export: export(call, &invocation)
            case .import: importBatch(call, &invocation, isAnswerLost: isAnswerLost)
            case .completion: complete(call, &invocation, isAnswerLost: isAnswerLost)
            }
        ledger.totals.add(invocation.counts, since: before)
        return response
    }

    /// Refuses a call and notes the rule it broke.
    mutating func refuse(_ call: ProductCall, _ status: Int, _ problem: String) -> Response {
        ledger.violate("\(call.route.rawValue): \(problem)")
        return .text(status, problem)
    }

    /// A call for an invocation of which nothing more was expected.
    private mutating func late(_ call: ProductCall, _ number: Int) -> Response {
        switch call.route {
        case .export: break
        case .import:
            ledger.totals.rowsLate += Self.rowCount(call.body)
            ledger.violate("import: invocation \(number) was finished")
        case .completion:
            ledger.totals.completionsAgain += 1
            if ledger.totals.completionsAgain > ledger.totals.completionAnswersLost {
                ledger.violate("completion: invocation \(number) was finished")
            }
        }
        return .json(200, Self.empty)
    }

    static let empty = Array("{}".utf8)

    private mutating func checkHeaders(_ call: ProductCall, _ invocation: inout ProductInvocation) {
        if let id = call.invocationID.map({ Array($0) }), id.count == 36 {
            if !invocation.isNamed(id) {
                ledger.violate("\(call.route.rawValue): invocation-id is another one than before")
            }
        } else {
            ledger.violate("\(call.route.rawValue): invocation-id is absent or no UUID")
        }
        if call.dataSetID.map({ $0.elementsEqual(invocation.dataSetID) }) != true {
            ledger.violate("\(call.route.rawValue): dataset-id is not the data set's id")
        }
        if call.contentType?.starts(with: Self.mediaType) != true {
            ledger.violate("\(call.route.rawValue): Content-Type is not application/json")
        }
    }

    private static let mediaType = Array("application/json".utf8)

    private mutating func finish(_ invocation: ProductInvocation) {
        ledger.finished += 1
        if ledger.lines.count < ProductLedger.linesMax {
            ledger.lines.append(
                ProductLedger.Line(
                    number: invocation.number, isFinished: true, counts: invocation.counts))
        }
    }

    private mutating func drawLatency() -> Duration {
        let range = behaviour.latency
        if range.lowerBound == range.upperBound { return range.lowerBound }
        return .nanoseconds(
            Int64.random(
                in: range.lowerBound.inNanoseconds...range.upperBound.inNanoseconds,
                using: &generator))
    }

    private func action(_ kind: ProductFault.Kind) -> Reply.Action {
        switch kind {
        case .badRequest: .answer(Page.page(400, "Bad Request"))
        case .unauthorized: .answer(.text(401, "Unauthorized"))
        case .notFound: .answer(Page.page(404, "Not Found"))
        case .tooMany: .answer(Page.tooManyRequests(retryAfter: behaviour.retryAfter))
        case .serverError: .answer(Page.page(500, "Internal Server Error"))
        case .badGateway: .answer(Page.page(502, "Bad Gateway"))
        case .gatewayTimeout: .answer(Page.page(504, "Gateway Time-out"))
        case .reset, .resetAfter: .reset
        case .close: .close
        case .hang: .hang
        case .unavailable, .unavailableAfter, .truncated:
            .answer(Page.serviceUnavailable(retryAfter: behaviour.retryAfter))
        }
    }
}
