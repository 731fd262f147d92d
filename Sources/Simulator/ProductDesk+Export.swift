internal import HTTPWire

extension ProductDesk {
    /// The documented maximum of `limit`, and what it is without one (addendum, export parameters).
    static let pageRowsMax = 1_000

    /// Serves a page.
    mutating func export(_ call: ProductCall, _ invocation: inout ProductInvocation) -> Response {
        guard invocation.flow == .pull else {
            return refuse(call, 404, "the rows came with the invoke")
        }
        let parameters = Self.parameters(call.query)
        guard let offset = parameters.offset, let limit = parameters.limit else {
            return refuse(call, 400, "offset or limit is no number")
        }
        guard (1...Self.pageRowsMax).contains(limit) else {
            return refuse(call, 400, "limit \(limit) is not 1 to \(Self.pageRowsMax)")
        }
        let max = invocation.shape.pullPageMax
        guard max == 0 || limit <= max else {
            return refuse(call, 400, "limit \(limit) is above maxPullPageSize \(max)")
        }
        var count = min(limit, Swift.max(0, invocation.rows - offset))
        if count > 0, emptyPages.strikes(&generator) {
            count = 0
        } else if count > 1, shortPages.strikes(&generator) {
            count = (count + 1) / 2
        }
        invocation.counts.pages += 1
        invocation.counts.rowsServed += count
        return .json(200, page(offset..<offset + count, invocation))
    }

    private func page(_ rows: Range<Int>, _ invocation: ProductInvocation) -> [UInt8] {
        let isShuffled = behaviour.shuffledColumns && !behaviour.barePages
        let order = isShuffled ? InputColumn.allCases.reversed() : InputColumn.allCases
        var body: [UInt8] = []
        body.reserveCapacity(1024 + rows.count * 120)
        if !behaviour.barePages {
            body += #"{"fieldDefinitions":"#.utf8
            body += ServiceDefinition.pageFields(order, upperCase: behaviour.upperCaseNames)
            body += #","dataSet":"#.utf8
        }
        body += #"{"id":""#.utf8
        body += invocation.dataSetID
        body += #"","rows":["#.utf8
        for row in rows {
            if row > rows.lowerBound { body.append(UInt8(ascii: ",")) }
            invocation.source.appendRow(row, order: order, to: &body)
        }
        body += #"],"size":"#.utf8
        Bytes.append(rows.count, to: &body)
        body += behaviour.barePages ? "}".utf8 : "}}".utf8
        return body
    }

    /// Both are optional: 0 and 1000 by default.
    private static func parameters(_ query: String?) -> (offset: Int?, limit: Int?) {
        var offset: Int? = 0
        var limit: Int? = pageRowsMax
        for pair in query?.split(separator: "&") ?? [] {
            if pair.hasPrefix("offset=") { offset = Bytes.decimal(pair.dropFirst(7)) }
            if pair.hasPrefix("limit=") { limit = Bytes.decimal(pair.dropFirst(6)) }
        }
        return (offset, limit)
    }
}
