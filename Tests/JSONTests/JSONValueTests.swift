import JSON
import Testing

@Suite struct `A value` {
    static let text = #"""
         {"s":"a\u00e9\"b","n":-12.50,"i":42,"t":true,"f":false,"z":null,
        "l":[1,"x",[]],"o":{"s":1}}  \#n
        """#

    @Test func `is what its first byte says`() throws {
        let root = try JSONText(Self.text).root
        let kinds: [(String, JSONKind)] = [
            ("s", .string), ("n", .number), ("i", .number), ("t", .boolean), ("f", .boolean),
            ("z", .null), ("l", .array), ("o", .object),
        ]
        #expect(root.kind == .object)
        for (name, kind) in kinds { #expect(root[name]?.kind == kind) }
    }

    @Test func `gives what it holds, and nil for any other kind`() throws {
        let root = try JSONText(Self.text).root
        #expect(root["s"]?.string == "aé\"b")
        #expect(root["n"]?.double == -12.5)
        #expect(root["i"]?.integer == 42)
        #expect(root["t"]?.boolean == true)
        #expect(root["f"]?.boolean == false)
        #expect(root["z"]?.isNull == true)
        #expect(root.members.count { $0.value.string != nil } == 1)
        #expect(root.members.count { $0.value.double != nil } == 2)
        #expect(root.members.count { $0.value.integer != nil } == 1)
        #expect(root.members.count { $0.value.boolean != nil } == 2)
        #expect(root.members.count { $0.value.isNull } == 1)
    }

    @Test func `keeps its bytes as written`() throws {
        let root = try JSONText(Self.text).root
        func written(_ name: String) -> String? {
            root[name].map { String(decoding: $0.bytes, as: UTF8.self) }
        }
        #expect(written("s") == #""a\u00e9\"b""#)
        #expect(written("n") == "-12.50")
        #expect(written("l") == #"[1,"x",[]]"#)
        #expect(root.bytes.first == UInt8(ascii: "{"))
        #expect(root.bytes.last == UInt8(ascii: "}"))
    }

    @Test func `has members and elements only if it is of that kind`() throws {
        let root = try JSONText(Self.text).root
        #expect(root["absent"] == nil)
        #expect(root[0] == nil)
        #expect(root["l"]?[0]?.integer == 1)
        #expect(root["l"]?[1]?.string == "x")
        #expect(root["l"]?[3] == nil)
        #expect(root["l"]?[-1] == nil)
        #expect(root["l"]?["s"] == nil)
        #expect(root["s"]?["s"] == nil)
        #expect(root["o"]?["s"]?.integer == 1)
        #expect(root["o"].map { Array($0.elements).isEmpty } == true)
        #expect(root["l"].map { Array($0.members).isEmpty } == true)
        #expect(root.members.map(\.name.string) == ["s", "n", "i", "t", "f", "z", "l", "o"])
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("9223372036854775807", .max),
            ("-9223372036854775808", .min), ("9223372036854775808", nil),
            ("-9223372036854775809", nil), ("18446744073709551616", nil),
            ("99999999999999999999999999", nil), ("5.0", nil), ("5e0", nil), ("\"5\"", nil),
            ("null", nil), ("[5]", nil),
        ] as [(String, Int?)])
    func `is an integer only if it is written as one and fits`(_ text: String, _ integer: Int?)
        throws
    {
        #expect(try JSONText(text).root.integer == integer)
    }

    @Test(arguments: [
        (#""secret""#, true), (#""\u0073ecret""#, true), (#""secre\u0074""#, true),
        (#""secrets""#, false), (#""secre""#, false), (#""Secret""#, false), ("null", false),
        ("[]", false),
    ])
    func `is told from others in a switch`(_ text: String, _ isSecret: Bool) throws {
        switch try JSONText(text).root {
        case "secret": #expect(isSecret)
        default: #expect(!isSecret)
        }
    }

    @Test func `is no double beyond the range of doubles`() throws {
        #expect(try JSONText("1e400").root.double == nil)
        #expect(try JSONText("-1e400").root.double == nil)
        #expect(try JSONText("1e-400").root.double == 0)
        #expect(try JSONText("0.1").root.double == 0.1)
        #expect(try JSONText("\"0.1\"").root.double == nil)
    }

    @Test func `of a trusted text is the same as of a validated one`() throws {
        for text in [Self.text, "1", " 1\n", "\t\"\" ", "[]", "{} \r\n"] {
            let bytes = Array(text.utf8)
            #expect(JSONText(trusted: bytes).rootRange == (try JSONText(bytes).rootRange))
        }
        #expect(JSONText(trusted: []).rootRange == 0..<0)
        #expect(JSONText(trusted: [0x20, 0x20]).rootRange.isEmpty)
        #expect(JSONText(trusted: []).root.kind == .null)
    }
}
