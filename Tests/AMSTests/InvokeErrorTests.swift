import AMS
import JSON
import Testing

@Suite struct `A malformed invoke` {
    func refusal(_ body: String) -> MessageError? {
        do {
            _ = try InvokeMessage(body: [UInt8](body.utf8))
            return nil
        } catch { return error }
    }

    static let context = "$.instanceContext"
    static let definition = context + ".recordDefinition"
    static let bodies: [(body: String, path: String, problem: String)] = [
        ("", "$", "the text holds no value (line 1, column 1)"),
        ("[]", "$", "must be an object, is an array"),
        ("{}", context, "is missing"),
        (#"{"instanceContext":null}"#, context, "is missing"),
        (#"{"instanceContext":{}}"#, "$.dataSet", "is missing"),
        (#"{"instanceContext":1}"#, context, "must be an object, is a number"),
        (#"{"instanceContext":{},"dataSet":{}}"#, definition, "is missing"),
        (#"{"dataSet":"d"}"#, "$.dataSet", "must be an object, is a string"),
        (
            Sample.invoke(rows: #"[["1"],["2"],{"a":3}]"#), "$.dataSet.rows[2]",
            "must be an array of cells, is an object"
        ),
        (
            Sample.invoke(rows: #"[null]"#), "$.dataSet.rows[0]",
            "must be an array of cells, is null"
        ),
        (Sample.invoke(rows: "{}"), "$.dataSet.rows", "must be an array, is an object"),
        (Sample.invoke(size: "-1"), "$.dataSet.size", "must be 0 to 100000000"),
        (Sample.invoke(size: "100000001"), "$.dataSet.size", "must be 0 to 100000000"),
        (
            Sample.invoke(size: "1e3"), "$.dataSet.size",
            "is not a whole number that fits 64 bits"
        ),
        (Sample.invoke(size: "\"1\""), "$.dataSet.size", "must be a whole number, is a string"),
        (
            Sample.invoke(rows: "null"), "$.productExportEndpoint",
            "is missing: without it and without dataSet.rows there is no data"
        ),
        (
            Sample.invoke(definition: #""recordDefinition":[]"#), definition,
            "must be an object, is an array"
        ),
        (
            Sample.invoke(definition: #""recordDefinition":{}"#), definition + ".inputParameters",
            "lacks the column appcloud_row_correlation_id"
        ),
        (
            Sample.invoke(definition: #""recordDefinition":{"inputParameters":[{"name":7}]}"#),
            definition + ".inputParameters[0].name", "must be a string, is a number"
        ),
        (
            Sample.invoke(definition: #""recordDefinition":{"inputParameters":[{"name":""}]}"#),
            definition + ".inputParameters[0].name", "must have 1 to 1024 bytes"
        ),
        (
            Sample.invoke(
                definition: #""recordDefinition":{"inputParameters":[{"name":"a"},{"name":"A"}]}"#),
            definition + ".inputParameters[1].name", "names a column for the second time"
        ),
        (
            Sample.invoke(
                definition: #""recordDefinition":{"inputParameters":[{"name":"a","width":"40"}]}"#),
            definition + ".inputParameters[0].width", "must be a whole number, is a string"
        ),
        (
            Sample.invoke(tail: #","maxPullPageSize":[]"#), "$.maxPullPageSize",
            "must be a whole number, is an array"
        ),
    ]

    @Test(arguments: bodies)
    func `is refused with its path`(body: String, path: String, problem: String) {
        #expect(refusal(body) == MessageError(path: path, problem: problem))
    }

    @Test(arguments: [
        "appId", "installId", "instanceId", "serviceId", "tenantId", "productId",
    ])
    func `is refused without one of its ids`(name: String) {
        func ids(_ value: String) -> String {
            let members = Sample.ids.split(separator: ",").map { member in
                member.hasPrefix("\"\(name)\"") ? "\"\(name)\":\(value)" : String(member)
            }
            return Sample.invoke(ids: members.joined(separator: ","))
        }
        let path = "$.instanceContext.\(name)"
        #expect(refusal(ids("null")) == MessageError(path: path, problem: "is missing"))
        #expect(
            refusal(ids("6607"))
                == MessageError(path: path, problem: "must be a string, is a number"))
        #expect(
            refusal(ids(#""""#)) == MessageError(path: path, problem: "must have 1 to 256 bytes"))
        #expect(
            refusal(ids(#""a\r\nX: y""#))
                == MessageError(path: path, problem: "must have no control characters"))
    }

    @Test func `is refused without a data set's id`() {
        let body = Sample.invoke().replacing(#""id":"d""#, with: #""id":null"#)
        #expect(refusal(body) == MessageError(path: "$.dataSet.id", problem: "is missing"))
    }

    @Test func `is refused for results that could not be told apart`() {
        let body = Sample.invoke(
            definition: #""recordDefinition":{"inputParameters":"#
                + #"[{"name":"appcloud_row_correlation_id"}],"outputParameters":[]}"#,
            tail: #","productImportEndpoint":{"url":"https://a.example","method":"POST"}"#)
        #expect(
            refusal(body)?.path == "$.instanceContext.recordDefinition.outputParameters")
    }

    @Test func `is refused with its line and column when it is no JSON`() {
        let error = refusal("{\n  \"dataSet\": {\"rows\": [[1], [2,]]}}")
        #expect(error?.path == "$.dataSet.rows[1][1]")
        #expect(error?.problem.hasSuffix("(line 2, column 32)") == true)
    }

    @Test func `is refused with more columns than a row may have`() {
        let columns = (0...1_000).map { #"{"name":"c\#($0)"}"# }.joined(separator: ",")
        let body = Sample.invoke(
            definition: #""recordDefinition":{"inputParameters":[\#(columns)]}"#)
        #expect(refusal(body)?.problem == "has more than 1000 columns")
    }

    @Test func `never shows a cell`() {
        for index in 0..<3 {
            var rows = ["[\"secret cell\"]", "[\"secret cell\"]", "[\"secret cell\"]"]
            rows[index] = "\"secret cell\""
            let error = refusal(Sample.invoke(rows: "[" + rows.joined(separator: ",") + "]"))
            #expect(error?.description.contains("secret") == false)
        }
    }

    @Test func `is refused wherever it is cut off`() throws {
        let body = Fixture.invokeWithData
        for count in 0..<body.count {
            #expect(throws: MessageError.self) { try InvokeMessage(body: [UInt8](body[..<count])) }
        }
    }
}
