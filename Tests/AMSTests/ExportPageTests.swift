import AMS
import Bridge
import JSON
import Testing

@Suite struct `An export page` {
    let definition: RecordDefinition

    init() throws {
        definition = try InvokeMessage(body: Fixture.capturedInvoke).invocation.recordDefinition
    }

    func page(_ body: String, firstRow: Int = 0) throws(MessageError) -> ExportPage {
        try ExportPage(body: [UInt8](body.utf8), firstRow: firstRow)
    }

    @Test func `with definitions is read, names in upper case being the same`() throws {
        let page = try ExportPage(body: Fixture.exportPage, firstRow: 2_000)
        #expect(page.rowCount == 2)
        let rows =
            #"[["139690700000;208;1632366954","1234567890"],"#
            + #"["139690700001;228;1632366954","1234567891"]]"#
        #expect(
            page.pages == [RowPage(firstRow: 2_000, rows: [UInt8](rows.utf8), starts: [1, 46])])
        #expect(page.columns(unlike: definition) == nil)
    }

    @Test func `without definitions is read`() throws {
        let page = try page(#"{"id":"d","rows":[["a","b"]],"size":1}"#, firstRow: 5)
        #expect(
            page.pages == [RowPage(firstRow: 5, rows: [UInt8](#"[["a","b"]]"#.utf8), starts: [1])])
        #expect(page.columns(unlike: definition) == nil)
    }

    @Test(arguments: [
        (
            #"[{"name":"CUSTOMER_ID_"},{"name":"appcloud_row_correlation_id"}]"#,
            #"["CUSTOMER_ID_","appcloud_row_correlation_id"]"#
        ),
        (#"[{"name":"appcloud_row_correlation_id"}]"#, #"["appcloud_row_correlation_id"]"#),
        (#"[{"name":"a\"\u00fc"}]"#, #"["a\"ü"]"#), ("[]", "[]"), ("null", nil),
    ])
    func `tells its columns when they differ`(definitions: String, expected: String?) throws {
        let page = try page(#"{"fieldDefinitions":\#(definitions),"dataSet":{"rows":[[]]}}"#)
        #expect(page.columns(unlike: definition).map(Forge.text) == expected)
    }

    @Test(arguments: [
        #"{"dataSet":{"rows":[]}}"#, #"{"rows":[ ]}"#, #"{"dataSet":{"rows":null,"size":6}}"#,
    ])
    func `may be empty`(body: String) throws {
        let page = try page(body)
        #expect(page.rowCount == 0)
        #expect(page.pages.isEmpty)
    }

    @Test func `is cut when it holds more than was asked for`() throws {
        let rows = (0..<2_001).map { "[\($0)]" }.joined(separator: ",")
        let page = try page(#"{"rows":[\#(rows)]}"#, firstRow: 10)
        #expect(page.rowCount == 2_001)
        #expect(page.pages.map(\.firstRow) == [10, 1_010, 2_010])
        #expect(page.pages.map(\.rowCount) == [1_000, 1_000, 1])
        #expect(page.pages[2].rows == [UInt8]("[[2000]]".utf8))
    }

    @Test func `does not make a data set of too many rows`() {
        #expect(throws: MessageError.self) {
            try page(#"{"rows":[[1],[2]]}"#, firstRow: Limits.dataSetRowsMax - 1)
        }
    }

    @Test(arguments: [
        ("", "$"), ("[]", "$"), ("{}", "$.rows"), (#"{"dataSet":{}}"#, "$.dataSet.rows"),
        (#"{"dataSet":[]}"#, "$.dataSet"), (#"{"rows":{}}"#, "$.rows"),
        (#"{"rows":[[1],2]}"#, "$.rows[1]"),
        (#"{"dataSet":{"rows":["a"]}}"#, "$.dataSet.rows[0]"),
        (#"{"fieldDefinitions":{},"rows":[]}"#, "$.fieldDefinitions"),
        (#"{"fieldDefinitions":[{}],"rows":[]}"#, "$.fieldDefinitions[0].name"),
        (#"{"fieldDefinitions":["a"],"rows":[]}"#, "$.fieldDefinitions[0]"),
        (
            #"{"type":"","title":"Not found","errorCode":"X","detail":"","errorDetails":[]}"#,
            "$.rows"
        ),
        ("<html>504</html>", "$"),
    ])
    func `that is none is refused with its path`(body: String, path: String) {
        do {
            _ = try page(body)
            Issue.record("it was taken")
        } catch {
            #expect(error.path == path)
        }
    }

    @Test(arguments: [
        ("https://a.example/x", "https://a.example/x?offset=5&limit=10"),
        ("https://a.example/x?", "https://a.example/x?offset=5&limit=10"),
        ("https://a.example/x?a=b", "https://a.example/x?a=b&offset=5&limit=10"),
        ("https://a.example/x?a=b&", "https://a.example/x?a=b&offset=5&limit=10"),
        ("https://a.example/x#f?", "https://a.example/x?offset=5&limit=10"),
        ("https://a.example", "https://a.example?offset=5&limit=10"),
    ])
    func `has an address`(endpoint: String, expected: String) {
        #expect(ExportPage.url(endpoint, offset: 5, limit: 10) == expected)
    }
}
