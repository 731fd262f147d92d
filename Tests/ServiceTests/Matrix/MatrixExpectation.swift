import Bridge

/// What must become of a cell, and what the log must say of it.
struct Expectation: Sendable {
    enum End: Sendable, Equatable {
        /// Nothing was noticed.
        case done
        /// A row was not sent, or refused for now: sent again, and the attempt is not spent.
        case sentAgain(OutcomeClass)
        /// A row failed, certainly without a task.
        case failed
        /// Nobody knows of a row: it is reported so and never sent again.
        case unknown
        /// The process is idempotent: the row was sent again as its second attempt.
        case repeated
        /// No row was refused; the mapping halts.
        case mappingHalted
        /// It was tried again and again, and nothing is spent, lost or decided.
        case waiting
        /// A task that was looked up was found, after questions without an answer perhaps.
        case adopted
        /// A call to the product was tried again until it was taken.
        case triedAgain
        /// The product refuses for good: the invocation halts, and nothing is dropped.
        case halted
    }

    let end: End
    /// The reason that the log gives; empty for none.
    var reason = ""
    /// Requests that come to the peer under test, at least in part.
    var arrivals: ClosedRange<Int>

    static let done = Expectation(end: .done, arrivals: 1...1)
    static func done(_ arrivals: Int) -> Expectation {
        Expectation(end: .done, arrivals: arrivals...arrivals)
    }
    static func notSent(_ arrivals: Int = 1) -> Expectation {
        Expectation(
            end: .sentAgain(.notSent), reason: "not_sent", arrivals: arrivals...arrivals)
    }
    static func notNow(_ reason: String) -> Expectation {
        Expectation(end: .sentAgain(.notNow), reason: reason, arrivals: 2...2)
    }
    static func failed(_ reason: String) -> Expectation {
        Expectation(end: .failed, reason: reason, arrivals: 1...1)
    }
    static func unknown(_ reason: String, _ arrivals: Int = 1) -> Expectation {
        Expectation(end: .unknown, reason: reason, arrivals: arrivals...arrivals)
    }
    /// Twice: the call is signed anew once, unless signing is not what it was refused for. How
    /// many probes follow before the end is the machine's business.
    static func mappingHalted(_ reason: String, _ arrivals: Int = 2) -> Expectation {
        Expectation(end: .mappingHalted, reason: reason, arrivals: arrivals...99)
    }
    static func adopted(_ reason: String = "") -> Expectation {
        Expectation(end: .adopted, reason: reason, arrivals: 1...99)
    }
    static func again(_ reason: String, _ arrivals: Int = 2) -> Expectation {
        Expectation(end: .triedAgain, reason: reason, arrivals: arrivals...arrivals)
    }
    static func halted(_ reason: String, _ arrivals: Int = 1) -> Expectation {
        Expectation(end: .halted, reason: reason, arrivals: arrivals...arrivals)
    }
    static func waiting(_ reason: String, _ arrivals: ClosedRange<Int> = 0...0) -> Expectation {
        Expectation(end: .waiting, reason: reason, arrivals: arrivals)
    }
}

/// One line of the table: a thing that goes wrong, and what must follow for each kind of call.
struct MatrixLine: Sendable {
    let moment: Moment
    let name: String
    let fault: MatrixFault
    var rows = 1
    /// The peer lets the bridge wait: its limits are short here.
    var isHasty = false
    /// One call to MPO a second.
    var isSlow = false
    /// The request under test has eight megabytes.
    var isLarge = false
    /// Further members of the mapping, JSON with a comma at its end.
    var mapping = ""
    var retry503 = false
    let expected: [OutboundCall: Expectation]

    var cells: [MatrixCell] {
        OutboundCall.allCases.compactMap { call in
            expected[call].map { MatrixCell(line: self, call: call, expectation: $0) }
        }
    }
}

/// One line for one kind of call.
struct MatrixCell: Sendable, CustomStringConvertible {
    let line: MatrixLine
    let call: OutboundCall
    let expectation: Expectation

    var description: String { "\(line.moment.rawValue): \(line.name) (\(call.rawValue))" }
}

extension [OutboundCall: Expectation] {
    /// Nothing left: each is tried again without harm, and is seen once in the end.
    static func unsent(_ reason: String) -> Self {
        var all = product(.again(reason, 1))
        all[.call] = .notSent()
        all[.lookUp] = .adopted(reason)
        return all
    }

    /// The request left and no answer came: unknown for a row, and everything else is asked again.
    static func lost(_ reason: String, call: String = "lost") -> Self {
        var all = product(.again(reason))
        all[.call] = .unknown(call)
        all[.lookUp] = .adopted(reason)
        return all
    }

    /// Whatever is wrong can be overlooked.
    static let harmless: Self = {
        var all = product(.done)
        all[.call] = .done
        all[.lookUp] = .adopted()
        return all
    }()

    static func product(_ expectation: Expectation) -> Self {
        Dictionary(uniqueKeysWithValues: OutboundCall.product.map { ($0, expectation) })
    }

    func with(_ call: OutboundCall, _ expectation: Expectation?) -> Self {
        var all = self
        all[call] = expectation
        return all
    }

    func only(_ calls: OutboundCall...) -> Self { filter { calls.contains($0.key) } }
    func without(_ calls: OutboundCall...) -> Self { filter { !calls.contains($0.key) } }
}
