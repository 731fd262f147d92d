import JSON
import Testing

@Suite struct `An error` {
    @Test(arguments: [
        ("", "$"), ("[", "$[0]"), ("[1", "$[0]"), ("[1,", "$[1]"), ("[1,2", "$[1]"),
        ("[1 2]", "$[0]"),
        ("[1,x]", "$[1]"), ("[[],[[],x]]", "$[1][1]"), (#"{"#, "$"), (#"{"a""#, "$"),
        (#"{"a":"#, "$.a"), (#"{"a":1"#, "$.a"), (#"{"a":1,"#, "$"), (#"{"a":1,"b":x}"#, "$.b"),
        (#"{"dataSet":{"rows":[[],[],[],["a","b\x"]]}}"#, "$.dataSet.rows[3][1]"),
        (#"{"dataSet":{"rows":[["]}","\"["],["a",,]]}}"#, "$.dataSet.rows[1][1]"),
        (#"{"a b":[x]}"#, #"$["a b"][0]"#), (#"{"":[x]}"#, #"$[""][0]"#),
        (#"{"a\n\"]":[x]}"#, #"$["a\n\"]"][0]"#), (#"{"é":x}"#, #"$["é"]"#),
        (#"{"a-b_C9":x}"#, "$.a-b_C9"), (#"{"a":{"b":1},"c":{"d":x}}"#, "$.c.d"),
        (#"{"a":[1,2],"c":x}"#, "$.c"), (#"[{"a":1},{"a":1,"a":2}]"#, "$[1]"),
        (#"{"a":1,"b"#, "$"), ("1 2", "$"), ("[]]", "$"), (#"["a\x"]"#, "$[0]"),
    ])
    func `tells the innermost value that was being read, awaited or read last`(
        _ text: String, _ path: String
    ) throws {
        #expect(try #require(refusal(of: Array(text.utf8))).path == path)
    }

    @Test func `cuts a path that would be long`() throws {
        let name = String(repeating: "ö", count: 10_000)
        let error = try #require(refusal(of: Array(#"{"\#(name)":{"\#(name)":x}}"#.utf8)))
        #expect(error.path.hasPrefix(#"$["ööö"#))
        #expect(error.path.hasSuffix("…"))
        #expect(error.path.unicodeScalars.count <= 201)

        let deep = String(repeating: #"{"name":"#, count: 64) + "x"
        #expect(try #require(refusal(of: Array(deep.utf8))).path.count <= 201)
    }

    @Test func `never holds a value`() throws {
        let error = try #require(refusal(of: Array(#"{"cell":"secret\x"}"#.utf8)))
        #expect(!"\(error)".contains("secret"))
        #expect("\(error)".hasPrefix("$.cell: no such escape"))
        #expect("\(error)".hasSuffix("(at byte 15)"))
    }

    @Test func `can be shown as line and column`() throws {
        let text = Array("{\n  \"größe\": 1,\n  \"é\": x\n}".utf8)
        let error = try #require(refusal(of: text))
        #expect(TextPosition(of: error.offset, in: text).description == "3:8")
        #expect(error.path == #"$["é"]"#)
    }
}

@Suite struct `A position in a text` {
    static let text = Array("ab\ncd\r\n\né👩‍👧x\n".utf8)

    @Test(arguments: [
        (0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 2, 1), (5, 2, 3), (7, 3, 1), (8, 4, 1), (10, 4, 2),
        (21, 4, 3), (22, 4, 4), (23, 5, 1), (1_000, 5, 1), (-1, 1, 1),
    ])
    func `counts lines and characters from 1`(_ offset: Int, _ line: Int, _ column: Int) {
        let position = TextPosition(of: offset, in: Self.text)
        #expect(position.line == line)
        #expect(position.column == column)
    }

    @Test func `is 1:1 in an empty text`() {
        #expect(TextPosition(of: 0, in: []).description == "1:1")
    }

    @Test func `is told by every value`() throws {
        let text = try JSONText("{\n  \"a\": [1,\n 22]\n}")
        #expect(text.root["a"]?.position.description == "2:8")
        #expect(text.root["a"]?[1]?.position.description == "3:2")
    }
}
