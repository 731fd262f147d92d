import AMS
import Bridge
import JSON
import Testing

@Suite struct `An invoke` {
    @Test func `with data is read as documented`() throws {
        let message = try InvokeMessage(body: Fixture.invokeWithData)
        let invocation = message.invocation
        #expect(invocation.context == Forge.context())
        #expect(invocation.dataSetID == "my-test-data-set")
        #expect(
            invocation.recordDefinition.inputs.map(\.name)
                == ["appcloud_row_correlation_id", "country", "city"])
        #expect(invocation.recordDefinition.inputs.map(\.width) == [40, 40, nil])
        #expect(invocation.recordDefinition.outputs.map(\.width) == [40, 10, 5120, nil])
        #expect(invocation.export == nil)
        #expect(
            invocation.import
                == Endpoint(url: "http://localhost:10000/data", method: "POST", headers: []))
        #expect(invocation.completion?.url == "http://localhost:10000/feedback")
        #expect(invocation.announcedSize == nil)
        #expect(invocation.pullPageMax == 5)
        #expect(invocation.pushBatchMax == 5)
        let rows = #"[["72a50e37-4dbc-4c97-bb4e-366dd4dcce6d", "Canada", "Toronto"]]"#
        #expect(message.pages == [RowPage(firstRow: 0, rows: [UInt8](rows.utf8), starts: [1])])
        #expect(message.rowCount == 1)
    }

    @Test func `without data is read as documented`() throws {
        let message = try InvokeMessage(body: Fixture.invokeWithoutData)
        #expect(message.pages == nil)
        #expect(message.rowCount == 0)
        #expect(
            message.invocation.export
                == Endpoint(url: "http://localhost:10001/data", method: "GET", headers: []))
        #expect(message.invocation.completion?.method == "PATCH")
        #expect(message.invocation.announcedSize == 6)
    }

    @Test func `as it was captured is read`() throws {
        let message = try InvokeMessage(body: Fixture.capturedInvoke)
        #expect(message.invocation.context.tenantID == "90001")
        #expect(message.invocation.announcedSize == 1)
        #expect(message.invocation.pushBatchMax == 10_000)
        #expect(message.invocation.export == nil)
        #expect(message.pages?.map(\.rowCount) == [1])
        #expect(message.invocation.recordDefinition.outputs[2].width == 255)
        let outputs = Forge.text(message.invocation.recordDefinition.outputsText)
        #expect(outputs.hasPrefix(#"[{"name":"appcloud_row_correlation_id","dataType":"Text""#))
        #expect(outputs.hasSuffix(#""width":40,"readOnly":false}]"#))
    }

    @Test(arguments: [
        Fixture.invokeWithData, Fixture.invokeWithoutData, Fixture.capturedInvoke,
    ])
    func `is the same again from its head`(body: [UInt8]) throws {
        let message = try InvokeMessage(body: body)
        #expect(try InvokeMessage.invocation(fromHead: message.head) == message.invocation)
        _ = try JSONText(message.head)
    }

    @Test func `leaves its rows and its secret out of the head, and nothing else`() throws {
        let head = Forge.text(try InvokeMessage(body: Fixture.capturedInvoke).head)
        let expected = Forge.text(Fixture.capturedInvoke)
            .replacing(
                #","secret":"66666666-6666-4666-8666-666666666666-"#
                    + #"77777777-7777-4777-8777-777777777777""#, with: ""
            )
            .replacing(#"[["139690700000;8;1632118865","1234567890"]]"#, with: "null")
        #expect(head == expected)
    }

    @Test(arguments: [
        (#"{"secret":"x"}"#, "{}"), (#"{ "secret" : "x" , "a" : 1 }"#, #"{ "a" : 1 }"#),
        (#"{"a":1,"secret":"x","b":2}"#, #"{"a":1,"b":2}"#),
        (#"{"a":1 , "secret":{"b":[2]}}"#, #"{"a":1}"#),
        (#"{"\u0073ecret":"x","a":1}"#, #"{"a":1}"#),
    ])
    func `loses its secret wherever it stands`(context: String, expected: String) throws {
        let body = Sample.invoke(context: context)
        let head = Sample.invoke(context: expected).replacing(#"[["1"]]"#, with: "null")
        #expect(Forge.text(try InvokeMessage(body: [UInt8](body.utf8)).head) == head)
    }

    @Test func `keeps no export endpoint when the rows came along`() throws {
        let body = Sample.invoke(
            tail: #","productExportEndpoint":{"url":"https://a.example/x","method":"GET"}"#)
        let message = try InvokeMessage(body: [UInt8](body.utf8))
        #expect(message.invocation.export == nil)
        #expect(message.pages?.count == 1)
        #expect(try InvokeMessage.invocation(fromHead: message.head) == message.invocation)
    }

    @Test(arguments: [
        ("null", "null", true), ("null", "6", true), ("[]", "6", true), ("[]", "0", false),
        ("[]", "null", false), (#"[["1"]]"#, "6", false),
    ])
    func `is a pull when it brings no rows and names where they are`(
        rows: String, size: String, isPulled: Bool
    ) throws {
        let body = Sample.invoke(
            rows: rows, size: size,
            tail: #","productExportEndpoint":{"url":"https://a.example/x","method":"get"}"#)
        let message = try InvokeMessage(body: [UInt8](body.utf8))
        #expect((message.pages == nil) == isPulled)
        #expect((message.invocation.export == nil) != isPulled)
        #expect(message.invocation.export?.method ?? "GET" == "GET")
    }

    @Test func `may bring no rows at all`() throws {
        let message = try InvokeMessage(body: [UInt8](Sample.invoke(rows: "[]").utf8))
        #expect(message.pages == [])
    }

    @Test(arguments: [
        ("5", "7", 5), ("0", "7", 7), ("-1", "7", 7), ("null", "7", 7), ("null", "0", nil),
        ("5.0", "null", 5),
    ])
    func `takes the top-level batch size before the instance's`(
        top: String, instance: String, expected: Int?
    ) throws {
        let body = Sample.invoke(
            context: #"{"maxPushBatchSize":\#(instance)}"#, tail: #","maxPushBatchSize":\#(top)"#)
        #expect(try InvokeMessage(body: [UInt8](body.utf8)).invocation.pushBatchMax == expected)
    }

    @Test func `takes the correlation column in any case`() throws {
        let body = Sample.invoke().replacing("appcloud_row", with: "APPCLOUD_Row")
        let message = try InvokeMessage(body: [UInt8](body.utf8))
        #expect(
            message.invocation.recordDefinition.inputs[0].name == "APPCLOUD_Row_correlation_id")
    }

    @Test(arguments: [0, 1, 999, 1_000, 1_001, 2_500])
    func `is cut into pages without touching a cell`(count: Int) throws {
        let rows = (0..<count).map { #"[ "\#($0)",1e400, null ,{"a":"]["}]"# }
        let body = Sample.invoke(rows: "[" + rows.joined(separator: " ,\n") + "\t]")
        let message = try InvokeMessage(body: [UInt8](body.utf8))
        let pages = try #require(message.pages)
        #expect(message.rowCount == count)
        #expect(pages.allSatisfy { $0.rowCount <= Limits.pageRowsMax && $0.rowCount > 0 })
        var next = 0
        for page in pages {
            #expect(page.firstRow == next)
            let text = try JSONText(page.rows)
            let found = text.root.elements.map { String(decoding: $0.bytes, as: UTF8.self) }
            #expect(found == Array(rows[next..<(next + page.rowCount)]))
            #expect(page.starts == text.root.elements.map { UInt32($0.range.lowerBound) })
            next += page.rowCount
        }
        #expect(next == count)
    }

    @Test func `may have rows of any width and cells of any kind`() throws {
        let body = Sample.invoke(rows: #"[[],["1",{},[[]],1.50,true,null]]"#)
        #expect(try InvokeMessage(body: [UInt8](body.utf8)).rowCount == 2)
    }
}
