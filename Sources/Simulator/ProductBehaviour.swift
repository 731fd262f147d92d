/// How the simulated product behaves. Without a switch it does everything right.
package struct ProductBehaviour: Hashable, Sendable {
    /// How long a call takes.
    package var latency: ClosedRange<Duration> = .zero ... .zero
    /// What goes wrong, and when; of several that strike at once the first counts.
    package var faults: [FaultRule<ProductFault>] = []
    /// Seconds in the Retry-After of a 429 or 503; `nil` leaves the header out.
    package var retryAfter: Int?
    /// The names in an export page are in upper case, as captured ones are.
    package var upperCaseNames = false
    /// An export page is a bare data set without field definitions.
    package var barePages = false
    /// The columns of export pages stand in another order than in the record definition.
    package var shuffledColumns = false
    /// When a page holds half of the rows it could.
    package var shortPages = Chance.never
    /// When a page is empty although rows are left.
    package var emptyPages = Chance.never
    /// Whether results are compared with what the simulated MPO answers for the row.
    package var checksResults = true
    /// What stands in the invokes.
    package var shape = InvokeShape()

    /// Everything goes well, at once.
    package init() {}

    /// Reads switches over the defaults.
    package init(_ switches: SwitchList) throws(SwitchError) {
        self.init()
        for item in switches.items { try set(item) }
    }

    private mutating func set(_ item: SwitchItem) throws(SwitchError) {
        if let fault = ProductFault(name: item.key) {
            faults.append(FaultRule(fault, try item.chance()))
            return
        }
        switch Setting(rawValue: item.key) {
        case .latency: latency = try item.durations()
        case .retryAfter: retryAfter = try item.optionalInteger(0...86_400)
        case .upperNames: upperCaseNames = try item.boolean()
        case .barePages: barePages = try item.boolean()
        case .shuffledColumns: shuffledColumns = try item.boolean()
        case .shortPages: shortPages = try item.chance()
        case .emptyPages: emptyPages = try item.chance()
        case .checkResults: checksResults = try item.boolean()
        case .importMethod: shape.importMethod = try item.choice(InvokeShape.ImportMethod.self)
        case .completionMethod:
            shape.completionMethod = try item.choice(InvokeShape.CompletionMethod.self)
        case .noImport: shape.hasImport = try !item.boolean()
        case .noCompletion: shape.hasCompletion = try !item.boolean()
        case .absent: shape.absence = try item.choice(InvokeShape.Absence.self)
        case .sizeWithData: shape.namesSizeWithData = try item.boolean()
        case .tokenMilliseconds: shape.tokenMilliseconds = try item.boolean()
        case .badAmounts: shape.badAmountEvery = try item.optionalInteger(1...1_000_000_000)
        case .shortRows: shape.shortRowEvery = try item.optionalInteger(1...1_000_000_000)
        case .pullPageMax: shape.pullPageMax = try item.integer(0...1_000_000)
        case .pushBatchMax: shape.pushBatchMax = try item.integer(0...1_000_000)
        case nil: throw item.unknown(known: Self.help.map(\.name))
        }
    }

    /// The switches that are not faults.
    package enum Setting: String, CaseIterable, Sendable {
        case latency
        case retryAfter = "retry-after"
        case upperNames = "upper-names"
        case barePages = "bare-pages"
        case shuffledColumns = "shuffled-columns"
        case shortPages = "short-pages"
        case emptyPages = "empty-pages"
        case checkResults = "check-results"
        case importMethod = "import-method"
        case completionMethod = "completion-method"
        case noImport = "no-import"
        case noCompletion = "no-completion"
        case absent
        case sizeWithData = "size-with-data"
        case tokenMilliseconds = "token-milliseconds"
        case badAmounts = "bad-amounts"
        case shortRows = "short-rows"
        case pullPageMax = "pull-page-max"
        case pushBatchMax = "push-batch-max"
    }

    /// Every switch with one line for people, in the order to print them.
    package static var help: [(name: String, explanation: String)] {
        var lines = Setting.allCases.map { ($0.rawValue, $0.explanation) }
        for route in ProductFault.Route.allCases {
            lines += ProductFault.Kind.allCases.map {
                (ProductFault(route, $0).name, $0.explanation)
            }
        }
        return lines
    }
}

extension ProductBehaviour.Setting {
    /// One line for people.
    package var explanation: String {
        switch self {
        case .latency: "how long a call takes: 20ms, or a range such as 20ms..200ms"
        case .retryAfter: "seconds in the Retry-After of 429 and 503, or none"
        case .upperNames: "export pages name their columns in upper case"
        case .barePages: "export pages are bare data sets without field definitions"
        case .shuffledColumns: "export pages have their columns in another order"
        case .shortPages: "when a page holds half of the rows it could"
        case .emptyPages: "when a page is empty although rows are left"
        case .checkResults: "results must be those of the simulated MPO"
        case .importMethod: "POST or PUT"
        case .completionMethod: "PATCH, PUT or POST"
        case .noImport: "invokes without an import endpoint"
        case .noCompletion: "invokes without a completion endpoint"
        case .absent: "endpoints that are absent are null or missing"
        case .sizeWithData: "invokes with data name their size"
        case .tokenMilliseconds: "the times in invoke tokens are milliseconds"
        case .badAmounts: "every nth row has an amount that is no number, or none"
        case .shortRows: "every nth row lacks its last cell, or none"
        case .pullPageMax: "maxPullPageSize"
        case .pushBatchMax: "maxPushBatchSize"
        }
    }
}
