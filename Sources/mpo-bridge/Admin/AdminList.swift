import JSON

/// A list of the daemon's, put together from as many answers as it takes: each looks at a bounded
/// number of records, and says where the next one begins.
struct AdminList {
    /// The member that holds the elements.
    let name: String
    private(set) var elements: [JSONValue] = []
    /// Where the list goes on; `nil` at its end.
    private(set) var next: Int?

    /// Elements of one answer.
    private static let pageMax = 200

    /// - Parameters:
    ///   - cursor: the parameter that says where an answer begins.
    ///   - limit: elements of the whole list.
    init(
        _ client: AdminClient, _ path: String, name: String,
        _ query: [(name: String, value: String?)], cursor: String, from start: Int?, limit: Int
    ) throws(CommandError) {
        self.name = name
        next = start
        repeat {
            let page = min(Self.pageMax, limit - elements.count)
            let answer = try client.get(
                path, query + [(cursor, next.map { String($0) }), ("limit", String(page))])
            elements += answer[name]?.elements.map { $0 } ?? []
            next = answer["next"]?.integer
        } while next != nil && elements.count < limit
    }

    /// `{"invocations":[…],"next":…}`, as one answer of the daemon is.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key(name)
        writer.beginArray()
        for element in elements { writer.raw(element) }
        writer.endArray()
        writer.key("next")
        if let next { writer.integer(next) } else { writer.null() }
        writer.endObject()
        return writer.bytes
    }
}
