import AMS
import Bridge
import JSON
import Testing

@Suite struct `An import` {
    /// An invocation with AMS's three output columns and these.
    func invocation(_ columns: [String], width: Int = 255) throws -> Invocation {
        let special = [
            #"{"name":"appcloud_row_correlation_id"}"#, #"{"name":"appcloud_row_status"}"#,
            #"{"name":"appcloud_row_errormessage","width":\#(width)}"#,
        ]
        let outputs = (special + columns.map { #"{"name":"\#($0)"}"# }).joined(separator: ",")
        let body = Sample.invoke(
            definition: #""recordDefinition":{"inputParameters":"#
                + #"[{"name":"appcloud_row_correlation_id"}],"outputParameters":[\#(outputs)]}"#)
        return try InvokeMessage(body: [UInt8](body.utf8)).invocation
    }

    /// The row of an import, for one result.
    func row(
        _ columns: [String], rule: ResultRule = ResultRule(pointer: "", columns: nil),
        data: String, status: RowStatus = .success, message: String? = nil, width: Int = 255
    ) throws -> String {
        let plan = OutputPlan(try invocation(columns, width: width), rule: rule)
        let page = [UInt8](#"[["1;2","x"]]"#.utf8)
        let answer = [UInt8]("??\(data)??".utf8)
        var built = ImportMessage(plan, rowCapacity: 0)
        var walk = JSONWalk(answer, 2..<(answer.count - 2))
        built.append(status, message: message, correlation: 2..<7, of: page, data: &walk)
        let body = built.end()
        let text = try JSONText(body)
        let row = try #require(text.root["dataSet"]?["rows"]?[0])
        #expect(row.elements.count(where: { _ in true }) == columns.count + 3)
        return Forge.text([UInt8](row.bytes))
    }

    @Test func `is what real apps send, byte for byte`() throws {
        let fixture = try JSONText(Fixture.importBody)
        let definitions = try #require(fixture.root["fieldDefinitions"])
        let outputs = Forge.text([UInt8](definitions.bytes))
        let body = Sample.invoke(
            definition: #""recordDefinition":{"inputParameters":"#
                + #"[{"name":"appcloud_row_correlation_id"}],"outputParameters":\#(outputs)}"#
        ).replacing(#""id":"d""#, with: #""id":"88888888-8888-4888-8888-888888888888""#)
        let plan = OutputPlan(
            try InvokeMessage(body: [UInt8](body.utf8)).invocation,
            rule: ResultRule(pointer: "", columns: nil))
        let ids = [#""139690700000;208;1632366954""#, #""139690700001;228;1632366954""#]
        var message = ImportMessage(plan, rowCapacity: 0)
        var answer = JSONWalk(try JSONText(#"{"unasked":1}"#))
        message.append(
            .success, correlation: 0..<ids[0].utf8.count,
            of: [UInt8](ids[0].utf8), data: &answer)
        message.append(
            .failure, message: "process timed out", correlation: 0..<ids[1].utf8.count,
            of: [UInt8](ids[1].utf8))
        #expect(message.rowCount == 2)
        #expect(Forge.text(message.end()) == Forge.text(Fixture.importBody))
    }

    @Test func `of no rows is whole too`() throws {
        let plan = OutputPlan(
            try invocation([]), rule: ResultRule(pointer: "", columns: nil))
        let message = ImportMessage(plan, rowCapacity: 0)
        #expect(message.rowCount == 0)
        _ = try JSONText(message.end())
    }

    @Test(arguments: [
        (
            #"{"A":1.50,"b":"x\u00e9\/","C":{"d":[1, 2]},"e":true}"#,
            #"["1;2","success","",1.50,"x\u00e9\/",{"d":[1, 2]},null]"#
        ),
        (
            #"{"a":12345678901234567890.10,"B":null}"#,
            #"["1;2","success","",12345678901234567890.10,null,null,null]"#
        ),
        (#"{"a":1,"A":2,"B":3,"b":4}"#, #"["1;2","success","",2,3,null,null]"#),
        (#"{"\u0061":1}"#, #"["1;2","success","",1,null,null,null]"#),
        (
            #"{"f":1,"C":2,"b":3,"a":4,"x":5,"ab":6,"":7}"#,
            #"["1;2","success","",4,3,2,1]"#
        ),
        (#"{"\u0041":1,"a":2}"#, #"["1;2","success","",1,null,null,null]"#),
        (#"{"a":1,"\u0041":2}"#, #"["1;2","success","",2,null,null,null]"#),
        ("[]", #"["1;2","success","",null,null,null,null]"#),
        ("\"A\"", #"["1;2","success","",null,null,null,null]"#),
        ("null", #"["1;2","success","",null,null,null,null]"#),
        ("{}", #"["1;2","success","",null,null,null,null]"#),
    ])
    func `takes the members of the result by name, as they are written`(
        data: String, expected: String
    ) throws {
        #expect(try row(["A", "B", "c", "F"], data: data) == expected)
    }

    @Test(arguments: [
        (#"{"q\"r":1,"b\\s":2,"@":3,"[":4}"#, #"["1;2","success","",1,2,3,4]"#),
        (#"{"q\u0022r":1,"b\u005cS":2,"`":3,"{":4}"#, #"["1;2","success","",1,2,null,null]"#),
        (#"{"Q\"R":1,"b\s":2,"b\u0073":3}"#, #"["1;2","success","",1,null,null,null]"#),
    ])
    func `takes names with characters that JSON escapes, and tells signs from letters`(
        data: String, expected: String
    ) throws {
        #expect(try row([#"q\"r"#, #"b\\s"#, "@", "["], data: data) == expected)
    }

    @Test(arguments: [
        (#"{"q" : "r" ,"b\n":1}"#, #"["1;2","success","",null,null]"#),
        (#"{"q\" : \"r":1,"b\\n":2}"#, #"["1;2","success","",1,2]"#),
    ])
    func `does not take a name for one that JSON writes otherwise`(
        data: String, expected: String
    ) throws {
        #expect(try row([#"q\" : \"r"#, #"b\\n"#], data: data) == expected)
    }

    @Test(arguments: [
        (
            #"{"info":{"status":"granted"}}"#,
            #"["1;2","success","","granted",{"status":"granted"}]"#
        ),
        (#"{"info":{"STATUS":"granted"}}"#, #"["1;2","success","",null,{"STATUS":"granted"}]"#),
        (#"{"info":[]}"#, #"["1;2","success","",null,[]]"#),
        (#"{"status":"granted"}"#, #"["1;2","success","",null,null]"#),
        ("7", #"["1;2","success","",null,null]"#),
    ])
    func `follows the mapping's pointers`(data: String, expected: String) throws {
        let rule = ResultRule(
            pointer: "/info",
            columns: [.init(name: "state", pointer: "/status"), .init(name: "ALL", pointer: "")])
        let found = try row(["STATE", "all"], rule: rule, data: data)
        #expect(found == expected)
    }

    @Test func `leaves columns empty that the mapping does not name`() throws {
        let rule = ResultRule(pointer: "", columns: [.init(name: "A", pointer: "/b")])
        #expect(
            try row(["B", "A"], rule: rule, data: #"{"b":1,"B":2}"#)
                == #"["1;2","success","",null,1]"#)
    }

    @Test func `does not let a result speak for AMS's own columns`() throws {
        let data = #"{"appcloud_row_status":"success","appcloud_row_correlation_id":"9"}"#
        #expect(
            try row([], data: data, status: .failure, message: "no")
                == #"["1;2","failure","no"]"#)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcde"), ("äöü", 2, "äö"),
        ("ab\u{1F600}", 3, "ab"), ("ab\u{1F600}", 4, "ab\u{1F600}"),
        ("ae\u{301}", 2, "a"), ("\u{1F468}\u{200D}\u{1F469}", 3, ""), ("a\"b", 2, "a\\\""),
        ("a\nb", 3, "a\\nb"),
    ])
    func `cuts a message to its column, never within a character`(
        message: String, width: Int, expected: String
    ) throws {
        #expect(
            try row([], data: "{}", status: .warning, message: message, width: width)
                == #"["1;2","warning","\#(expected)"]"#)
    }

    @Test func `keeps a message whose column has no width`() throws {
        let long = String(repeating: "x", count: 10_000)
        #expect(
            try row([], data: "{}", status: .failure, message: long, width: 0)
                == #"["1;2","failure","\#(long)"]"#)
    }

    @Test func `does not carry a value from one row to the next`() throws {
        let plan = OutputPlan(
            try invocation(["A"]), rule: ResultRule(pointer: "", columns: nil))
        var message = ImportMessage(plan, rowCapacity: 0)
        let page = [UInt8]("\"c\"".utf8)
        for result in [#"{"a":1}"#, "{}", #"{"a":1}"#] {
            var data = JSONWalk(try JSONText(result))
            message.append(.success, correlation: page.indices, of: page, data: &data)
        }
        message.append(.failure, message: nil, correlation: page.indices, of: page)
        let text = try JSONText(message.end())
        let rows = try #require(text.root["dataSet"]?["rows"])
        #expect(rows.elements.map { $0[3]?.integer } == [1, nil, 1, nil])
    }

    @Test func `puts columns where the definition has them`() throws {
        let body = Sample.invoke(
            definition: #""recordDefinition":{"inputParameters":"#
                + #"[{"name":"appcloud_row_correlation_id"}],"outputParameters":[{"name":"A"},"#
                + #"{"name":"APPCLOUD_ROW_STATUS"},{"name":"Appcloud_Row_Correlation_Id"}]}"#)
        let plan = OutputPlan(
            try InvokeMessage(body: [UInt8](body.utf8)).invocation,
            rule: ResultRule(pointer: "", columns: nil))
        var message = ImportMessage(plan, rowCapacity: 0)
        let bytes = [UInt8](#""c"{"a":5}"#.utf8)
        var data = JSONWalk(bytes, 3..<bytes.count)
        message.append(.success, correlation: 0..<3, of: bytes, data: &data)
        #expect(Forge.text(message.end()).contains(#""rows":[[5,"success","c"]]"#))
    }
}
