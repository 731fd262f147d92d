import Bridge
import HTTPWire
import Store

/// What a request of the admin interface asks for.
enum AdminRoute {
    case invocations(InvocationFilter, before: InvocationKey?, limit: Int)
    case invocation(id: String)
    case rows(id: String, state: RowState?, from: Int, limit: Int)
    case row(id: String, row: Int, showsCells: Bool)
    case acts(before: Int64?, limit: Int)
    /// The body says which.
    case startAct
    case status
    case reload

    /// Elements of one answer, at most: a client asks for the next ones.
    static let limitMax = 200
    private static let limitStandard = 50

    /// Whether a path belongs to the admin interface.
    static func isMeant(_ head: RequestHead) -> Bool { head.path.hasPrefix("/v1/") }

    init(_ head: RequestHead) throws(AdminRefusal) {
        let path = head.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2)
        let isReading = head.method == .get || head.method == .head
        var query = try AdminQuery(head.query)
        switch Array(path) {
        case ["acts"] where head.method == .post:
            self = .startAct
        case ["reload"] where head.method == .post:
            self = .reload
        case _ where !isReading:
            throw AdminRefusal(
                .methodNotAllowed, "only /v1/acts and /v1/reload take a POST", mend: "send a GET")
        case ["status"]:
            self = .status
        case ["acts"]:
            let before = try query.integer("before", 1...Int.max)
            self = .acts(before: before.map(Int64.init), limit: try Self.limit(&query))
        case ["invocations"]:
            let filter = InvocationFilter(
                state: try query.word("state", InvocationState.self),
                mappingName: query.text("mapping"), tenantID: query.text("tenant"))
            let before = try query.integer("before", 1...Int(Int32.max))
            self = .invocations(
                filter, before: before.map { InvocationKey(Int64($0)) },
                limit: try Self.limit(&query))
        case let parts where parts.count == 2 && parts[0] == "invocations":
            self = .invocation(id: String(parts[1]))
        case let parts
        where parts.count == 3 && parts[0] == "invocations" && parts[2] == "rows":
            let state = try query.word("state", RowState.self)
            let from = try query.integer("from", 0...Limits.dataSetRowsMax) ?? 0
            self = .rows(
                id: String(parts[1]), state: state, from: from, limit: try Self.limit(&query))
        case let parts
        where parts.count == 4 && parts[0] == "invocations" && parts[2] == "rows":
            guard let row = Int(parts[3]), (0..<Limits.dataSetRowsMax).contains(row) else {
                throw AdminRefusal(
                    .notFound, "there is no such row", mend: "rows are numbered from 0")
            }
            self = .row(
                id: String(parts[1]), row: row, showsCells: try query.flag("cells"))
        default:
            throw AdminRefusal(
                .notFound, "there is no such path",
                mend: "/v1/status, /v1/reload, /v1/acts and /v1/invocations are served, and what "
                    + "lies below that")
        }
        try query.finish()
    }

    private static func limit(_ query: inout AdminQuery) throws(AdminRefusal) -> Int {
        try query.integer("limit", 1...limitMax) ?? limitStandard
    }
}
