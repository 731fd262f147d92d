/// What an operator does about rows and invocations that do not go on by themselves.
package enum ActVerb: String, CaseIterable, Sendable {
    /// Rows are sent again.
    case retry
    /// Rows get the final status that the operator gives them.
    case resolve
    /// Halted invocations go on.
    case resume
    /// No call of a mapping leaves for MPO any more, until `unpause`.
    case pause
    case unpause

    /// It concerns a mapping as a whole, and no row or invocation of it.
    package var isAboutMapping: Bool { self == .pause || self == .unpause }

    /// The states whose rows are taken up. Unknown rows are sent again only where they are meant by
    /// name: their task may exist.
    package func states(in scope: ActScope) -> [ExceptionState] {
        if let state = scope.state { return [state] }
        if self == .retry, scope.row == nil { return [.failed, .held] }
        return ActScope.states
    }
}

/// Which rows (or, for `resume`, which invocations) an act is about.
package struct ActScope: Hashable, Sendable {
    /// `nil`: all.
    package var invocation: InvocationID?
    /// Only with an invocation; `nil`: all of its rows.
    package var row: Int?
    /// Failed, held or unknown; `nil`: whatever state allows it.
    package var state: ExceptionState?
    /// The name of a mapping; `nil`: all.
    package var mapping: String?

    package init(
        invocation: InvocationID? = nil, row: Int? = nil, state: ExceptionState? = nil,
        mapping: String? = nil
    ) {
        self.invocation = invocation
        self.row = row
        self.state = state
        self.mapping = mapping
    }

    /// The states that an operator can act on.
    package static let states: [ExceptionState] = [.failed, .held, .unknown]
}

/// The final status that an operator gives a row.
package enum Resolution: Hashable, Sendable {
    /// The row's result is JSON text; `nil` stands for `null`.
    case succeeded(result: [UInt8]?)
    /// The message reaches the product.
    case failed(message: String)
}

/// An act that is asked for.
package struct ActRequest: Sendable {
    /// Who asks, for the audit.
    package let operatorName: String
    package let verb: ActVerb
    package let scope: ActScope
    /// For `resolve` only.
    package let resolution: Resolution?
    /// How many rows are taken up in a second; `nil`: as many as the bridge can.
    package let rowsPerSecond: Double?
    /// Why, in the operator's words: for `pause` and `unpause` only.
    package let note: String

    package init(
        operatorName: String, verb: ActVerb, scope: ActScope, resolution: Resolution? = nil,
        rowsPerSecond: Double? = nil, note: String = ""
    ) {
        self.operatorName = operatorName
        self.verb = verb
        self.scope = scope
        self.resolution = resolution
        self.rowsPerSecond = rowsPerSecond
        self.note = note
    }

    /// Characters of an operator's name.
    package static let operatorCharactersMax = 100
    /// Characters of what an operator says about a pause.
    package static let noteCharactersMax = 200
    /// The rates that can be asked for: from one row in a quarter of an hour to as good as none.
    package static let rates = 0.001...1_000_000

    /// Why the request makes no sense, whatever the store holds; `nil` when it does.
    package var fault: ActRefusal? {
        if operatorName.isEmpty || operatorName.count > Self.operatorCharactersMax {
            return .invalid("an operator's name has 1 to \(Self.operatorCharactersMax) characters")
        }
        if let rate = rowsPerSecond, !Self.rates.contains(rate) {
            return .invalid(
                "a rate is \(Self.rates.lowerBound) to \(Int(Self.rates.upperBound)) rows a second")
        }
        if let row = scope.row {
            guard scope.invocation != nil else { return .invalid("a row needs its invocation") }
            guard row >= 0 else { return .invalid("rows count from 0") }
        }
        if let state = scope.state, !ActScope.states.contains(state) {
            return .invalid("only failed, held and unknown rows can be acted on")
        }
        return verbFault
    }

    private var verbFault: ActRefusal? {
        switch verb {
        case .retry:
            resolution == nil ? nil : .invalid("a retry brings no result")
        case .resume:
            resolution == nil && scope.row == nil && scope.state == nil
                ? nil : .invalid("invocations are resumed as a whole")
        case .pause, .unpause:
            pauseFault
        case .resolve:
            scope.invocation == nil
                ? .invalid("rows are resolved by hand within one invocation: name it")
                : resolutionFault
        }
    }

    private var pauseFault: ActRefusal? {
        guard scope.mapping != nil, scope.invocation == nil, scope.state == nil,
            resolution == nil, rowsPerSecond == nil
        else { return .invalid("a mapping is paused as a whole: name it, and nothing else") }
        return note.count <= Self.noteCharactersMax
            ? nil
            : .invalid("what is said about it has at most \(Self.noteCharactersMax) characters")
    }

    private var resolutionFault: ActRefusal? {
        switch resolution {
        case nil:
            .invalid("rows are resolved as succeeded, with a result, or as failed, with a message")
        case .succeeded(let result):
            (result?.count ?? 0) <= Limits.resolvedBytesMax
                ? nil : .invalid("a result has at most \(Limits.resolvedBytesMax) bytes")
        case .failed(let message):
            (1...Limits.reasonCharactersMax).contains(message.count)
                ? nil
                : .invalid("a message has 1 to \(Limits.reasonCharactersMax) characters")
        }
    }
}
