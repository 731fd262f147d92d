import Curl
import Foundation
import Simulator
import Testing

@Suite struct `The simulated product's switches` {
    /// Each fault of an import: the status that is answered, if any, and whether the rows count.
    static let lines: [(ProductFault.Kind, Int?, Bool)] = [
        (.badRequest, 400, false), (.unauthorized, 401, false), (.notFound, 404, false),
        (.tooMany, 429, false), (.serverError, 500, false), (.badGateway, 502, false),
        (.unavailable, 503, false), (.gatewayTimeout, 504, false), (.reset, nil, false),
        (.close, nil, false), (.unavailableAfter, 503, true), (.resetAfter, nil, true),
        (.truncated, 200, true),
    ]

    @Test func `are all in the table, but for the one that takes minutes`() {
        #expect(Set(Self.lines.map(\.0)).union([.hang]) == Set(ProductFault.Kind.allCases))
    }

    @Test(arguments: lines, ProductFault.Route.allCases)
    func `do what they say`(line: (ProductFault.Kind, Int?, Bool), route: ProductFault.Route)
        async throws
    {
        let (kind, status, counts) = line
        let name = ProductFault(route, kind).name
        try await withPair("\(name)=first:1", "retry-after=2") { pair in
            let invoke = try pair.invoke(2, route == .export ? .pull : .data)
            var statuses: [Int?] = []
            for _ in 0..<2 {
                do {
                    statuses.append(try await Self.call(route, invoke, pair).status)
                } catch is TransferError {
                    statuses.append(nil)
                }
            }
            #expect(statuses == [status, 200])
            let ledger = pair.product.ledger
            #expect(ledger.injected == [name: 1])
            let totals = ledger.totals
            let calls = counts ? 2 : 1
            switch route {
            case .export: #expect(totals.pages == calls)
            case .import:
                #expect(totals.batches == calls)
                #expect(totals.reported == 2)
                #expect(totals.reportedAgainSame == (counts ? 2 : 0))
                #expect(totals.rowsAnswerLost == (counts ? 2 : 0))
            case .completion:
                #expect(totals.completions == 1)
                #expect(totals.completionsAgain == (counts ? 1 : 0))
                #expect(totals.completionAnswersLost == (counts ? 1 : 0))
            }
            #expect(ledger.violations == [])
        }
    }

    private static func call(
        _ route: ProductFault.Route, _ invoke: ReadInvoke, _ pair: Pair
    ) async throws -> TransferResponse {
        switch route {
        case .export: return try await pair.caller.page(0, 2, of: invoke)
        case .import:
            let rows = try await pair.results(invoke.rows)
            return try await pair.caller.report(rows, to: invoke)
        case .completion:
            if pair.product.ledger.totals.batches == 0 {
                let rows = try await pair.results(invoke.rows)
                _ = try await pair.caller.report(rows, to: invoke)
            }
            return try await pair.caller.complete(invoke)
        }
    }

    @Test func `shape the invokes`() async throws {
        try await withPair(
            "no-import", "no-completion", "absent=missing", "size-with-data", "pull-page-max=7",
            "push-batch-max=8"
        ) { pair in
            let invoke = try pair.invoke(3)
            #expect(invoke.object["productExportEndpoint"] == nil)
            #expect(invoke.object["productImportEndpoint"] == nil)
            #expect(invoke.object["onCompletionCallbackEndpoint"] == nil)
            #expect(invoke.dataSet["size"] as? Int == 3)
            #expect(invoke.object["maxPullPageSize"] as? Int == 7)
            #expect(invoke.object["maxPushBatchSize"] as? Int == 8)
            #expect(invoke.context["maxPushBatchSize"] as? Int == 8)
            // Nobody will ever hear of it again.
            #expect(pair.product.ledger.finished == 1)
        }
        try await withPair("completion-method=PUT") { pair in
            let invoke = try pair.invoke(3, .pull)
            #expect(invoke.dataSet["rows"] is NSNull)
            #expect(invoke.dataSet["size"] as? Int == 3)
            #expect(invoke.endpoint("onCompletionCallbackEndpoint")?.method == "PUT")
            #expect(invoke.endpoint("productExportEndpoint")?.method == "GET")
        }
    }
}
