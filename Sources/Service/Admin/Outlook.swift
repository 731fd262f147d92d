import Bridge

/// What happens next to a row or an invocation, when, and which command changes it.
struct Outlook: Hashable {
    let what: String
    /// When it happens, if that is known.
    var at: UnixTime?
    /// What an operator can do, as it is typed.
    var commands: [String] = []
}

extension Outlook {
    /// What is known of a row.
    struct Row {
        let invocation: InvocationID
        let row: Int
        let state: RowState
        /// How many attempts are spent.
        let attempt: Int
        let mayHaveTask: Bool
        /// Its invocation's mapping makes no operation of it, however often it is tried.
        var isUnmappable = false
        let dueAt: UnixTime?
        let isHalted: Bool
        /// The invoke named a place for results.
        let hasImport: Bool
        let isReported: Bool
        /// A later end than the reported one goes to the product.
        let isCorrected: Bool
    }

    init(_ row: Row) {
        let name = "\(row.invocation) \(row.row)"
        if row.isHalted, !row.state.isFinal, row.state != .held {
            self.init(
                what: "nothing: its invocation is halted",
                commands: ["mpo-bridge resume \(row.invocation)"])
            return
        }
        let resolve = [
            "mpo-bridge resolve \(name) --succeeded", "mpo-bridge resolve \(name) --failed MESSAGE",
        ]
        switch row.state {
        case .queued: self.init(what: "it is sent when its turn comes")
        case .waiting:
            self.init(what: "it is sent again, as attempt \(row.attempt + 1)", at: row.dueAt)
        case .sending:
            self.init(
                what: "its call ends; if the bridge is killed first, its outcome is unknown")
        case .reconciling:
            self.init(what: "MPO is asked for its task", at: row.dueAt)
        case .held:
            self.init(
                what: "nothing: an operator decides, by the task's reference at MPO",
                commands: ["mpo-bridge retry \(name) --may-repeat"] + resolve)
        case .succeeded:
            self.init(what: Self.report(row))
        case .failed where row.isUnmappable:
            self.init(
                what: Self.report(row) + "; another try would fail alike, since an invocation "
                    + "keeps the mapping that it started with",
                commands: resolve)
        case .failed:
            self.init(
                what: Self.report(row),
                commands: ["mpo-bridge retry \(name)" + (row.mayHaveTask ? " --may-repeat" : "")]
                    + resolve)
        case .unknown:
            self.init(
                what: Self.report(row),
                commands: ["mpo-bridge retry \(name) --may-repeat"] + resolve)
        }
    }

    private static func report(_ row: Row) -> String {
        if !row.hasImport { return "nothing: the invoke named no place for results" }
        if row.isCorrected { return "the product hears of its new end with the next batch" }
        if row.isReported { return "nothing: the product has heard of it" }
        return row.isHalted
            ? "nothing: its invocation is halted, and the product has not heard of it"
            : "the product hears of it with the next batch"
    }

    /// - Parameter held: rows that wait for a decision.
    init(_ state: InvocationState, of id: InvocationID, held: Int) {
        switch state {
        case .halted:
            self.init(
                what: "nothing: a peer refuses it for good",
                commands: ["mpo-bridge resume \(id)"])
        case .completing:
            self.init(what: "the product is told that it is over")
        case .completed:
            self.init(what: "nothing: it is over")
        case .accepted, .pulling, .running:
            guard held > 0 else {
                self.init(what: "its rows are sent, and their results reported")
                return
            }
            self.init(
                what: "\(held) row\(held == 1 ? " waits" : "s wait") for an operator's decision",
                commands: ["mpo-bridge rows \(id) --state held"])
        }
    }
}
