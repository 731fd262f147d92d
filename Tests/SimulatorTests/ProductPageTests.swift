import Curl
import Foundation
import Simulator
import Testing

@Suite struct `The simulated product's pages` {
    private static func rows(_ answer: TransferResponse) -> [[String]] {
        let dataSet = answer.object?["dataSet"] as? [String: Any]
        return dataSet?["rows"] as? [[String]] ?? []
    }

    private static func names(_ answer: TransferResponse) -> [String] {
        let fields = answer.object?["fieldDefinitions"] as? [[String: Any]] ?? []
        return fields.compactMap { $0["name"] as? String }
    }

    @Test func `hold the rows from offset to limit, and nothing beyond the last`() async throws {
        try await withPair { pair in
            let invoke = try pair.invoke(25, .pull)
            let first = try await pair.caller.page(0, 10, of: invoke)
            #expect(first.status == 200)
            #expect(Self.names(first) == pair.product.inputNames)
            var rows = Self.rows(first)
            #expect(rows.count == 10)
            for offset in [10, 20] {
                rows += Self.rows(try await pair.caller.page(offset, 10, of: invoke))
            }
            #expect(Set(rows.map { $0[0] }).count == 25)
            #expect(Set(rows.map { $0[4] }).count == 25)
            let beyond = try await pair.caller.page(25, 10, of: invoke)
            #expect(Self.rows(beyond).isEmpty)
            #expect(beyond.status == 200)
            #expect(pair.product.ledger.totals.pages == 4)
            #expect(pair.product.ledger.totals.rowsServed == 25)
            #expect(pair.product.ledger.violations == [])
        }
    }

    @Test func `have rows of the captured shape, alike for one seed`() async throws {
        try await withPair { pair in
            let row = try pair.invoke(1).rows[0]
            let parts = row[0].split(separator: ";")
            #expect(parts.map(\.count) == [12, 1, 10])
            #expect(row.count == pair.product.inputNames.count)
            #expect(row[4].wholeMatch(of: /[0-9]+\.[0-9]{2}/) != nil)
            pair.product.reset()
            #expect(try pair.invoke(1).rows[0] == row)
            #expect(try pair.invoke(1).rows[0] != row)
        }
    }

    @Test(arguments: [(0, 0), (0, 1001), (0, 501)])
    func `are refused beyond the limits`(offset: Int, limit: Int) async throws {
        try await withPair("pull-page-max=500") { pair in
            let invoke = try pair.invoke(5, .pull)
            let answer = try await pair.caller.page(offset, limit, of: invoke)
            #expect(answer.status == 400)
            #expect(pair.product.ledger.violationCount == 1)
        }
    }

    @Test func `are refused where the rows came along`() async throws {
        try await withPair { pair in
            let invoke = try pair.invoke(5)
            #expect(invoke.endpoint("productExportEndpoint") == nil)
            let url = try #require(invoke.endpoint("productImportEndpoint")).url
            let answer = try await pair.caller.send(.get, url, about: invoke)
            #expect(answer.status == 404)
        }
    }

    @Test func `can have names in upper case`() async throws {
        try await withPair("upper-names") { pair in
            let answer = try await pair.caller.page(0, 5, of: pair.invoke(5, .pull))
            #expect(Self.names(answer) == pair.product.inputNames.map { $0.uppercased() })
        }
    }

    @Test func `can be bare data sets`() async throws {
        try await withPair("bare-pages") { pair in
            let answer = try await pair.caller.page(0, 5, of: pair.invoke(5, .pull))
            #expect(answer.object?["fieldDefinitions"] == nil)
            #expect((answer.object?["rows"] as? [[String]])?.count == 5)
            #expect(answer.object?["size"] as? Int == 5)
        }
    }

    @Test func `can have their columns in another order`() async throws {
        try await withPair("shuffled-columns") { pair in
            let answer = try await pair.caller.page(0, 5, of: pair.invoke(5, .pull))
            let names = Self.names(answer)
            #expect(names != pair.product.inputNames)
            let place = try #require(names.firstIndex(of: "appcloud_row_correlation_id"))
            #expect(Self.rows(answer)[0][place].hasPrefix("139690700000;"))
        }
    }

    @Test func `can be short, and empty too early`() async throws {
        try await withPair("short-pages=only:1", "empty-pages=only:3") { pair in
            let invoke = try pair.invoke(25, .pull)
            var counts: [Int] = []
            for _ in 0..<4 {
                counts.append(Self.rows(try await pair.caller.page(0, 10, of: invoke)).count)
            }
            #expect(counts == [5, 10, 0, 10])
        }
    }

    @Test func `can hold rows that no mapping can take`() async throws {
        try await withPair("bad-amounts=2", "short-rows=5") { pair in
            let rows = try pair.invoke(10).rows
            for (index, row) in rows.enumerated() {
                #expect(row.count == ((index + 1) % 5 == 0 ? 4 : 5))
                if row.count == 5 { #expect((row[4] == "n/a") == (index % 2 == 1)) }
            }
        }
    }
}
