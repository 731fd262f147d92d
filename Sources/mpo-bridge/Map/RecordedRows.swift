import Bridge
import JSON
import Service

/// The rows of an invocation that the daemon knows, fetched with their cells one by one: the daemon
/// writes down who looked at them.
struct RecordedRows {
    private let client: AdminClient

    init(_ client: AdminClient) { self.client = client }

    /// - Parameter id: an invocation's id, or the beginning of one.
    func data(_ id: String, rowsMax: Int) throws(CommandError) -> DryRunData {
        let answer = try client.get("/v1/invocations/\(id)")
        guard let text = answer["id"]?.string, let invocation = InvocationID(text),
            let stored = answer["rows"]?["stored"]?.integer, let context = answer["context"]
        else { throw Self.misunderstood }
        var rows: [(columns: [String], cells: [JSONValue])] = []
        for row in 0..<min(stored, rowsMax) {
            let answer = try client.get(
                "/v1/invocations/\(invocation.text)/rows/\(row)", [("cells", "true")])
            let cells = answer["cells"]?.elements.map { $0 } ?? []
            let values = cells.compactMap { $0["value"] }
            guard !cells.isEmpty, values.count == cells.count else { throw Self.misunderstood }
            rows.append((cells.compactMap { $0["column"]?.string }, values))
        }
        // A row that is too short names the first of its columns only, and must not look whole.
        let widest = rows.map(\.columns).max { $0.count < $1.count } ?? []
        for index in rows.indices where widest.starts(with: rows[index].columns) {
            rows[index].columns = widest
        }
        let field = { (field: ContextField) in context[field.rawValue]?.string ?? "" }
        return DryRunData(
            invocation: invocation,
            context: InvocationContext(
                appID: field(.appID), installID: field(.installID),
                instanceID: field(.instanceID), serviceID: field(.serviceID),
                tenantID: field(.tenantID), productID: field(.productID)),
            rows: rows)
    }

    private static var misunderstood: CommandError {
        CommandError(
            "the daemon's answer is not understood",
            hint: "is the daemon of the same version as this command?")
    }
}
