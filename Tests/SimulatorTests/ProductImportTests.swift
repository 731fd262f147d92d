import Curl
import Foundation
import Simulator
import Testing

@Suite struct `The simulated product's imports` {
    @Test func `take every row, and the completion makes an end`() async throws {
        try await withPair("push-batch-max=10", rowsKeptMax: 3) { pair in
            let invoke = try pair.invoke(25)
            let results = try await pair.results(invoke.rows)
            for start in stride(from: 0, to: 25, by: 10) {
                let batch = Array(results[start..<min(start + 10, 25)])
                let answer = try await pair.caller.report(batch, to: invoke)
                #expect(answer.status == 200)
            }
            #expect(pair.product.ledger.totals.missing == 0)
            #expect(!pair.product.ledger.isClean)
            let answer = try await pair.caller.complete(invoke)
            #expect(answer.status == 200)
            let ledger = pair.product.ledger
            #expect(ledger.violations == [])
            #expect(ledger.isClean)
            #expect(ledger.totals.succeeded == 25)
            #expect(ledger.totals.batches == 3)
            #expect(ledger.totals.batchMax == 10)
            #expect(ledger.lines.map(\.isFinished) == [true])
            #expect(pair.product.reportedRows.map(\.row) == [0, 1, 2])
            #expect(pair.product.reportedRows[0].inputs == invoke.rows[0])
            #expect(pair.product.reportedRows[0].outputs == results[0].map { $0 ?? "null" })
            #expect(pair.mpo.ledger.created == 25)
        }
    }

    /// A wrong batch as a whole: what it does to a right one of two rows, and a part of the ruling.
    static let wrongBatches: [(String, String)] = [
        ("size", "above maxPushBatchSize 2"), ("fields", "fieldDefinitions"),
        ("spaced fields", "fieldDefinitions"), ("data set", "dataSet.id"),
        ("empty", "no row"), ("no JSON", "no JSON"), ("objects", "array of arrays"),
    ]

    @Test(arguments: wrongBatches)
    func `refuse a batch that is wrong as a whole`(what: String, ruling: String) async throws {
        try await withPair("push-batch-max=2") { pair in
            let invoke = try pair.invoke(3)
            let rows = try await pair.results(invoke.rows)
            let two = Array(rows[..<2])
            let body =
                switch what {
                case "size": invoke.importBody(rows)
                case "fields": invoke.importBody(two, fields: "[]")
                case "spaced fields":
                    invoke.importBody(two, fields: invoke.outputs + " ")
                        .replacingOccurrences(
                            of: #""name":"OFFER_ID""#, with: #""name": "OFFER_ID""#)
                case "data set": invoke.importBody(two, dataSetID: "another")
                case "empty": invoke.importBody([])
                case "no JSON": String(invoke.importBody(two).dropLast())
                default:
                    invoke.importBody(two).replacingOccurrences(
                        of: #""rows":["#, with: #""rows":[{},"#)
                }
            let url = try #require(invoke.endpoint("productImportEndpoint")).url
            let answer = try await pair.caller.send(.post, url, body, about: invoke)
            #expect(answer.status == 400)
            let ledger = pair.product.ledger
            #expect(ledger.violationCount == 1)
            #expect(ledger.violations.first?.contains(ruling) == true)
            #expect(ledger.totals.reported == 0)
            #expect(ledger.totals.batches == 0)
        }
    }

    /// A change to the second of three right rows, a part of the ruling, whether the row counts.
    static let wrongRows: [(String, String, Bool)] = [
        ("width", "has 6 cells, not 7", false), ("correlation", "correlation id", false),
        ("beyond", "correlation id", false), ("other invocation", "correlation id", false),
        ("status", "status that does not exist", false), ("null status", "status", false),
        ("case", "status", false), ("silent failure", "without a message", true),
        ("chatty success", "succeeded with a message", true),
        ("long", "has 256 characters", true), ("neighbour", "OFFER_STATUS of row 1", true),
        ("id", "OFFER_ID of row 1", true), ("amount", "OFFER_AMOUNT of row 1", true),
        ("null city", "OFFER_CITY of row 1", true),
    ]

    @Test(arguments: wrongRows)
    func `note a row that is wrong, and take the others`(
        what: String, ruling: String, counts: Bool
    ) async throws {
        try await withPair { pair in
            let other = try pair.invoke(3)
            let invoke = try pair.invoke(3)
            var rows = try await pair.results(invoke.rows)
            let correlation = try #require(rows[1][0])
            switch what {
            case "width": rows[1].removeLast()
            case "correlation": rows[1][0] = "x" + correlation
            case "beyond":
                rows[1][0] = correlation.replacingOccurrences(
                    of: "139690700001", with: "139690700003")
            case "other invocation": rows[1][0] = other.rows[1][0]
            case "status": rows[1][1] = "done"
            case "null status": rows[1][1] = nil
            case "case": rows[1][1] = "Success"
            case "silent failure": rows[1][1] = "failure"
            case "chatty success": rows[1][2] = "hello"
            case "long":
                rows[1][1] = "warning"
                rows[1][2] = String(repeating: "ü", count: 256)
            case "neighbour":
                // Three words fit by chance: take one that does not.
                let words = ["approved", "declined", "review"]
                rows[1][3] = words.first { $0 != rows[1][3] }
            case "id": rows[1][4] = rows[0][4]
            case "amount": rows[1][5] = rows[1][5].map { $0 + "0" }
            default: rows[1][6] = nil
            }
            let answer = try await pair.caller.report(rows, to: invoke)
            #expect(answer.status == 200)
            let ledger = pair.product.ledger
            #expect(ledger.violationCount == 1)
            #expect(ledger.violations.first?.contains(ruling) == true)
            #expect(ledger.totals.reported == (counts ? 3 : 2))
        }
    }

    @Test func `count failures and warnings, whose results are not looked at`() async throws {
        try await withPair { pair in
            let invoke = try pair.invoke(3)
            var rows = try await pair.results(invoke.rows)
            rows[0] = [rows[0][0], "failure", "not to be had", nil, nil, nil, nil]
            rows[1] = [rows[1][0], "warning", nil, nil, nil, "1", "2"]
            rows[2][2] = nil
            _ = try await pair.caller.report(rows, to: invoke)
            let totals = pair.product.ledger.totals
            #expect(pair.product.ledger.violations == [])
            #expect(totals.failures == 1)
            #expect(totals.warnings == 1)
            #expect(totals.succeeded == 1)
        }
    }

    @Test func `tell a repetition from a contradiction`() async throws {
        try await withPair { pair in
            let invoke = try pair.invoke(2)
            let rows = try await pair.results(invoke.rows)
            for _ in 0..<2 { _ = try await pair.caller.report(rows, to: invoke) }
            #expect(pair.product.ledger.totals.reportedAgainSame == 2)
            #expect(pair.product.ledger.violations == [])
            _ = try await pair.caller.report(
                [[rows[0][0], "failure", "after all", nil, nil, nil, nil]], to: invoke)
            #expect(pair.product.ledger.totals.reportedAgainDifferent == 1)
            #expect(pair.product.ledger.violationCount == 1)
            #expect(pair.product.ledger.totals.reported == 2)
            #expect(pair.product.ledger.totals.failures == 0)
        }
    }

    @Test func `accept numbers where they are written as the process wrote them`() async throws {
        try await withPair { pair in
            let invoke = try pair.invoke(1)
            let rows = try await pair.results(invoke.rows)
            let amount = try #require(rows[0][5])
            let body = invoke.importBody(rows)
                .replacingOccurrences(of: "\"\(amount)\"", with: amount)
            let url = try #require(invoke.endpoint("productImportEndpoint")).url
            _ = try await pair.caller.send(.post, url, body, about: invoke)
            #expect(pair.product.ledger.violations == [])
            #expect(pair.product.ledger.totals.succeeded == 1)
        }
    }

    @Test func `are PUT when they were announced so`() async throws {
        try await withPair("import-method=PUT") { pair in
            let invoke = try pair.invoke(1)
            let rows = try await pair.results(invoke.rows)
            let wrong = try await pair.caller.report(rows, to: invoke)
            #expect(wrong.status == 405)
            let endpoint = try #require(invoke.endpoint("productImportEndpoint"))
            #expect(endpoint.method == "PUT")
            let right = try await pair.caller.send(
                .put, endpoint.url, invoke.importBody(rows), about: invoke)
            #expect(right.status == 200)
            #expect(pair.product.ledger.violationCount == 1)
        }
    }

    @Test func `after the end are noted`() async throws {
        try await withPair { pair in
            let invoke = try pair.invoke(2)
            let rows = try await pair.results(invoke.rows)
            _ = try await pair.caller.report(rows, to: invoke)
            _ = try await pair.caller.complete(invoke)
            #expect(pair.product.ledger.isClean)
            _ = try await pair.caller.report([rows[0]], to: invoke)
            #expect(pair.product.ledger.totals.rowsLate == 1)
            #expect(pair.product.ledger.violationCount == 1)
        }
    }
}
