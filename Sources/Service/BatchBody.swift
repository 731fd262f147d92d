import AMS
import Bridge
import JSON
import Store

/// The body of one import, put together from the store: each row's correlation id from its page,
/// its result from its call's record, and its failure from its exception, which wins.
struct BatchBody {
    private let invocation: OpenInvocation
    private let bench: Workbench
    private var message: ImportMessage
    private var page: CachedPage?
    private var correlationColumn = 0

    init(_ invocation: OpenInvocation, _ bench: Workbench, rowCount: Int) {
        self.invocation = invocation
        self.bench = bench
        message = ImportMessage(
            invocation.outputPlan, rowCapacity: min(rowCount * Self.rowBytes, Self.capacityMax))
    }

    /// A guess at a row's bytes: what it falls short of costs a copy, and what it exceeds lies idle
    /// while the call is under way.
    private static let rowBytes = 128
    private static let capacityMax = 64 << 10

    consuming func end() -> [UInt8] { message.end() }

    /// Appends a range of settled rows.
    mutating func append(_ rows: Range<Int>) throws(StoreError) {
        let exceptions = try bench.reader.exceptions(of: invocation.key, in: rows)
        var calls: [CallRecord] = []
        // A range is at most one batch, so its results are no more than the body that is being
        // built.
        try bench.reader.calls(of: invocation.key, in: rows) { calls.append($0) }
        var next = rows.lowerBound
        var exception = exceptions.startIndex
        for call in calls {
            try append(next..<max(next, call.firstRow), exceptions, &exception)
            next = max(next, call.firstRow)
            var results = JSONWalk(JSONText(trusted: call.results))
            guard results.kind == .array else { throw Self.tooFewResults }
            results.enter()
            for row in call.firstRow..<call.firstRow + call.rowCount {
                guard results.nextElement() else { throw Self.tooFewResults }
                guard row >= next, row < rows.upperBound else {
                    _ = results.value()
                    continue
                }
                next = row + 1
                if exception < exceptions.endIndex, exceptions[exception].row == row {
                    _ = results.value()
                    try append(exceptions[exception])
                    exception += 1
                } else {
                    try appendSuccess(row, &results)
                }
            }
        }
        try append(next..<rows.upperBound, exceptions, &exception)
    }

    private static let tooFewResults = StoreError.contradiction(
        "a call's record has fewer results than rows")

    /// Rows that no call's record covers: each has an exception.
    private mutating func append(
        _ rows: Range<Int>, _ exceptions: [ExceptionRecord], _ index: inout Int
    ) throws(StoreError) {
        for row in rows {
            guard index < exceptions.endIndex, exceptions[index].row == row else {
                throw .contradiction(
                    "row \(row) of invocation \(invocation.id) is settled without a record")
            }
            try append(exceptions[index])
            index += 1
        }
    }

    private mutating func append(_ exception: ExceptionRecord) throws(StoreError) {
        if exception.state == .succeeded, let result = exception.result {
            var results = JSONWalk(JSONText(trusted: result))
            return try appendSuccess(exception.row, &results)
        }
        let (bytes, correlation) = try correlation(of: exception.row)
        message.append(
            .failure, message: exception.reason, correlation: correlation, of: bytes)
    }

    /// A row whose result stands at `results`, which steps over it.
    private mutating func appendSuccess(
        _ row: Int, _ results: inout JSONWalk
    ) throws(StoreError) {
        let (bytes, correlation) = try correlation(of: row)
        message.append(.success, correlation: correlation, of: bytes, data: &results)
    }

    /// The cell that names the row to the product, as it came. A row that is too short has none.
    private mutating func correlation(
        of row: Int
    ) throws(StoreError) -> (bytes: [UInt8], cell: Range<Int>) {
        let page = try page(of: row)
        var cursor = JSONCursor(page.bytes, page.range(of: row))
        var column = 0
        while let cell = cursor.nextElement() {
            if column == correlationColumn { return (page.bytes, cell) }
            column += 1
        }
        return (Self.null, 0..<Self.null.count)
    }

    private static let null = Array("null".utf8)

    private mutating func page(of row: Int) throws(StoreError) -> CachedPage {
        if let page, page.rows.contains(row) { return page }
        guard
            let found = try bench.pages.page(of: invocation.key, row: row, bench.reader)
        else {
            throw .contradiction("row \(row) of invocation \(invocation.id) has no page")
        }
        page = found
        correlationColumn = invocation.correlationColumn(of: found)
        return found
    }
}
