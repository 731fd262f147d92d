import JSON
import Testing

@Suite struct `A cursor` {
    static func elements(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        var cursor = JSONCursor(bytes, bytes.indices)
        var elements: [String] = []
        while let element = cursor.nextElement() {
            elements.append(String(decoding: bytes[element], as: UTF8.self))
        }
        #expect(cursor.nextElement() == nil)
        return elements
    }

    static func members(_ text: String) -> [[String]] {
        let bytes = Array(text.utf8)
        var cursor = JSONCursor(bytes, bytes.indices)
        var members: [[String]] = []
        while let (name, value) = cursor.nextMember() {
            members.append([name, value].map { String(decoding: bytes[$0], as: UTF8.self) })
        }
        #expect(cursor.nextMember() == nil)
        return members
    }

    @Test func `gives the elements of an array one after the other`() {
        #expect(Self.elements("[]") == [])
        #expect(Self.elements("[ \n]") == [])
        #expect(Self.elements("[1]") == ["1"])
        #expect(Self.elements("[ 1 , 2\n,\t3\r\n]") == ["1", "2", "3"])
        #expect(
            Self.elements(#"[[],[[1]],{},{"a":[{}]},"]",null,-1.5e3,true]"#)
                == ["[]", "[[1]]", "{}", #"{"a":[{}]}"#, #""]""#, "null", "-1.5e3", "true"])
    }

    @Test func `is not led astray by what is in strings`() {
        #expect(
            Self.elements(#"["a,b","[","\"","\\","\\\"]","é\\",[",]"],{"]":"}"}]"#)
                == [
                    #""a,b""#, #""[""#, #""\"""#, #""\\""#, #""\\\"]""#, #""é\\""#, #"[",]"]"#,
                    #"{"]":"}"}"#,
                ])
    }

    @Test func `gives the members of an object, names with their quotation marks`() {
        #expect(Self.members("{}") == [])
        #expect(Self.members(#"{"a":1}"#) == [[#""a""#, "1"]])
        #expect(
            Self.members(#"{ "a\"" : [1,2] , "" : {"b":{}} ,"c":"x" }"#)
                == [[#""a\"""#, "[1,2]"], [#""""#, #"{"b":{}}"#], [#""c""#, #""x""#]])
    }

    @Test func `gives nothing for what has no parts`() {
        for text in ["1", "\"[1]\"", "null", "true", ""] {
            #expect(Self.elements(text) == [])
            #expect(Self.members(text) == [])
        }
        #expect(Self.elements(#"{"a":1}"#) == [])
        #expect(Self.members("[1]") == [])
    }

    @Test func `walks a part of a text and stays in it`() {
        let bytes = Array(#"[[1,2],[3,4],"x"]"#.utf8)
        var outer = JSONCursor(bytes, bytes.indices)
        var sums: [Int] = []
        while let row = outer.nextElement() {
            var sum = 0
            var inner = JSONCursor(bytes, row)
            while let cell = inner.nextElement() { sum += JSONScan.integer(bytes, cell) ?? 0 }
            sums.append(sum)
        }
        #expect(sums == [3, 7, 0])
    }

    @Test(arguments: 0..<40)
    func `finds the end of a string at every distance`(_ count: Int) {
        let plain = String(repeating: "x", count: count)
        let texts = [plain, plain + #"\""#, #"\\"# + plain, plain + "é", plain + #"\\"#]
        let array = "[" + texts.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        #expect(Self.elements(array) == texts.map { "\"\($0)\"" })
    }

    /// A value of random shape, nested up to that depth, full of brackets in strings.
    static func value(_ depth: Int, _ generator: inout Generator) -> String {
        let strings = [
            "", "[", "]]", "{", "}", "\\\"", "\\\\", "\\\\\\\"]", "Yy_\u{7F}", "é", ",:",
        ]
        let string = (0..<Int.random(in: 0...6, using: &generator))
            .map { _ in strings.randomElement(using: &generator) ?? "" }.joined()
        let parts = (0..<Int.random(in: 0...3, using: &generator))
        switch Int.random(in: depth > 0 ? 0...4 : 2...4, using: &generator) {
        case 0:
            return "[" + parts.map { _ in value(depth - 1, &generator) }.joined(separator: ",")
                + "]"
        case 1:
            let members = parts.map { #""\#($0)\#(string)": \#(value(depth - 1, &generator))"# }
            return "{" + members.joined(separator: " , ") + "}"
        case 2: return "-1.5e3"
        case 3: return "true"
        default: return "\"\(string)\""
        }
    }

    @Test func `finds the end of every array and object`() throws {
        var generator = Generator(seed: 1)
        for _ in 0..<2_000 {
            let values = (0..<3).map { _ in Self.value(5, &generator) }
            let array = "[" + values.joined(separator: ",") + "]"
            _ = try JSONText(array)
            #expect(Self.elements(array) == values)
        }
    }

    @Test(arguments: 0..<20)
    func `finds the end of an array at every distance`(_ count: Int) {
        let blanks = String(repeating: " ", count: count)
        for inner in [#""]""#, #""\"]""#, #""\\""#, "[[]]", #"{"}":"{"}"#, "1", #""Y_""#] {
            let values = ["[\(blanks)\(inner)\(blanks)]", "{\(blanks)\"a\":\(inner)\(blanks)}"]
            #expect(Self.elements("[" + values.joined(separator: ",") + "]") == values)
        }
    }

    @Test func `ends on damaged bytes`() {
        for text in [
            "[", "[1", "[1,", "[,", "[:", "[\"", "[\"\\", "[[", "[{", "[1}", "[}", "[1 2", "[]]",
        ] {
            #expect(Self.elements(text).count <= 2)
        }
        for text in ["{", "{1", "{\"", "{\"a\"", "{\"a\":", "{\"a\":,", "{\"a\"}", "{:", "{\"a\\"] {
            #expect(Self.members(text) == [])
        }
    }
}
