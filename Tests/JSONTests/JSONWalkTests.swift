import JSON
import Testing

@Suite struct `A walk` {
    /// All of a text, spelt anew without white space, with a dot before what is entered.
    static func spell(_ text: JSONText) -> String {
        var walk = JSONWalk(text)
        return spell(&walk, text.bytes)
    }

    private static func spell(_ walk: inout JSONWalk, _ bytes: [UInt8]) -> String {
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        var parts: [String] = []
        switch walk.kind {
        case .array:
            walk.enter()
            while walk.nextElement() { parts.append(spell(&walk, bytes)) }
            return ".[\(parts.joined(separator: ","))]"
        case .object:
            walk.enter()
            while let name = walk.nextName() {
                parts.append("\(text(name)):\(spell(&walk, bytes))")
            }
            return ".{\(parts.joined(separator: ","))}"
        default:
            return text(walk.value())
        }
    }

    @Test(arguments: [
        ("7", "7"), (#" "a" "#, #""a""#), ("[]", ".[]"), (" [ ] ", ".[]"), ("{}", ".{}"),
        ("[1 , -2.5e+3,\n true,null]", ".[1,-2.5e+3,true,null]"),
        ("[[],[[1],2],{}]", ".[.[],.[.[1],2],.{}]"),
        (
            #"{ "a" : 1 ,"b": [ 2, {"c":"]}"} ] , "d\"" :{ } }"#,
            #".{"a":1,"b":.[2,.{"c":"]}"}],"d\"":.{}}"#
        ),
        (#"["\\","\"",{"":"{"}]"#, #".["\\","\"",.{"":"{"}]"#),
    ])
    func `goes into everything and out again`(text: String, spelt: String) throws {
        #expect(Self.spell(try JSONText(text)) == spelt)
    }

    @Test func `steps over a value as a whole and goes on behind it`() throws {
        let text = try JSONText(#"{"a":[1,{"b":"]"}] ,"c": {"d":[]},"e":"x"}"#)
        var walk = JSONWalk(text)
        walk.enter()
        var members: [String] = []
        while let name = walk.nextName() {
            members += [name, walk.value()].map { String(decoding: text.bytes[$0], as: UTF8.self) }
        }
        #expect(members == [#""a""#, #"[1,{"b":"]"}]"#, #""c""#, #"{"d":[]}"#, #""e""#, #""x""#])
        #expect(walk.kind == nil)
        let (isElement, name, value) = (walk.nextElement(), walk.nextName(), walk.value())
        #expect(!isElement && name == nil && value.isEmpty)
    }
}
