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

    /// The values of all arrays and objects down to a depth, as ranges.
    private static func values(_ walk: inout JSONWalk, to depth: Int) -> [Range<Int>] {
        var found: [Range<Int>] = []
        if depth == 0 { return [walk.value()] }
        switch walk.kind {
        case .array:
            walk.enter()
            while walk.nextElement() { found += values(&walk, to: depth - 1) }
        case .object:
            walk.enter()
            while walk.nextName() != nil { found += values(&walk, to: depth - 1) }
        default: found.append(walk.value())
        }
        return found
    }

    @Test(arguments: [
        #"{"o":[{"a":[1],"b":{"c":[]}},{"d":{}},[[2],"]"],{"e":"}","f":[{"g":"\\\""}]}],"h":[[]]}"#,
        #" [[[[1],[2]],[[3]],[]],7,[[[4,{"x":[5]}]]], {"":[{"y":{}} ] } ] "#, "[]", "7", "[[[[]]]]",
    ])
    func `knows ends that were noted as it finds them otherwise`(text: String) throws {
        let bytes = [UInt8](text.utf8)
        for steps in 0...4 {
            var plain = JSONWalk(try JSONText(bytes))
            let expected = Self.values(&plain, to: steps)
            for depth in 0...5 {
                for count in 0...6 {
                    var walk = try JSONWalk(validating: bytes, knowing: count, atDepth: depth)
                    let values = Self.values(&walk, to: steps)
                    #expect(values == expected, "\(count) at depth \(depth), \(steps) steps")
                }
            }
        }
    }

    /// What a walk gives that enters some values and steps over others, as the dice say.
    private static func wander(_ walk: inout JSONWalk, _ dice: inout Generator) -> [Range<Int>] {
        var found: [Range<Int>] = []
        let kind = walk.kind
        guard kind == .array || kind == .object, Int.random(in: 0..<3, using: &dice) > 0 else {
            return [walk.value()]
        }
        walk.enter()
        if kind == .array {
            while walk.nextElement() { found += wander(&walk, &dice) }
        } else {
            while let name = walk.nextName() {
                found.append(name)
                found += wander(&walk, &dice)
            }
        }
        return found
    }

    private static func text(_ dice: inout Generator, depth: Int = 0) -> String {
        let space = ["", "", " ", "\n"].randomElement(using: &dice) ?? ""
        let scalars = ["7", "null", #""[""#, #""}\\\"""#, "-1.5e3", "[]", "{}"]
        guard depth < 6, Int.random(in: 0..<5, using: &dice) > 0 else {
            return space + (scalars.randomElement(using: &dice) ?? "") + space
        }
        let parts = (0..<Int.random(in: 0...4, using: &dice)).map { index in
            (index, text(&dice, depth: depth + 1))
        }
        if Bool.random(using: &dice) {
            return "\(space)[\(parts.map { $1 }.joined(separator: ","))]"
        }
        let members = parts.map { #"\#(space)"]\#($0)"\#(space):\#($1)"# }
        return "{\(members.joined(separator: ","))}\(space)"
    }

    private static func check(_ bytes: [UInt8], _ dice: inout Generator) throws {
        let text = try JSONText(bytes)
        for depth in 0...7 {
            for count in [0, 1, 2, 5, 1_000] {
                let way = Generator(seed: dice.next())
                var (plainWay, knowingWay) = (way, way)
                var plain = JSONWalk(text)
                var knowing = try JSONWalk(validating: bytes, knowing: count, atDepth: depth)
                let (expected, found) = (wander(&plain, &plainWay), wander(&knowing, &knowingWay))
                #expect(found == expected, "\(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    @Test func `knows ends on any way through any text`() throws {
        var dice = Generator(seed: 8259)
        for _ in 0..<300 { try Self.check(Array(Self.text(&dice).utf8), &dice) }
        for text in `Every text that RFC 8259 allows`.structures {
            try Self.check(text.bytes, &dice)
        }
        for text in `Every text that RFC 8259 allows`.arrays { try Self.check(text.bytes, &dice) }
    }

    /// What was noted before the damage was met is not to be had.
    @Test func `knows ends of what was checked to its end only`() throws {
        var dice = Generator(seed: 1)
        for _ in 0..<2_000 {
            var bytes = Array(Self.text(&dice).utf8)
            let byte = Array("[]{},:\"\\ 7".utf8).randomElement(using: &dice) ?? 0
            bytes[Int.random(in: bytes.indices, using: &dice)] = byte
            if (try? JSONText(bytes)) != nil {
                try Self.check(bytes, &dice)
            } else {
                let walk = try? JSONWalk(validating: bytes, knowing: 5, atDepth: 1)
                #expect(walk == nil, "\(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    @Test(arguments: [
        (#"{"a": }"#, ["a": ""]), (#"{"a":,"b":2}"#, ["a": "", "b": "2"]),
        (#"{"a": ]"#, ["a": ""]), (#"{"a": "#, ["a": ""]),
    ])
    func `finds no value where damage has left none`(text: String, found: [String: String]) {
        let text = JSONText(trusted: Array(text.utf8))
        var walk = JSONWalk(text)
        var values: [String: String] = [:]
        walk.enter()
        while let name = walk.nextName() {
            let name = String(decoding: text.bytes[name], as: UTF8.self).filter { $0 != "\"" }
            values[name] = String(decoding: text.bytes[walk.value()], as: UTF8.self)
        }
        #expect(values == found)
        #expect(walk.kind == nil)
    }

    private static func error(_ check: () throws(JSONError) -> Void) -> JSONError? {
        do throws(JSONError) {
            try check()
            return nil
        } catch {
            return error
        }
    }

    @Test func `refuses to know the ends of a text that is cut`() throws {
        let bytes = [UInt8](#"{"ops":[{"data":{"a":[1,"\""]}},{"data":{}}],"x":true}"#.utf8)
        for end in bytes.indices {
            let cut = Array(bytes[..<end])
            let error = Self.error { () throws(JSONError) in
                _ = try JSONWalk(validating: cut, knowing: 2, atDepth: 3)
            }
            let plain = Self.error { () throws(JSONError) in _ = try JSONText(cut) }
            #expect(error != nil && error == plain, "cut at \(end)")
        }
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

    @Test(arguments: [#""a""#, #""c""#, #""""#, "", #""aa""#, #""ab""#])
    func `gives the same names whichever is expected`(expected: String) throws {
        let text = try JSONText(#"{"a" :1,"c":{}, "":[],"aa":"a","\u0061b":2,"a\"":3}"#)
        let bytes = [UInt8](expected.utf8)
        var plain = JSONWalk(text)
        var expecting = JSONWalk(text)
        plain.enter()
        expecting.enter()
        while let name = plain.nextName() {
            let found = expecting.nextName(expecting: bytes.span)
            #expect(found?.name == name)
            #expect(found?.isExpected == (Array(text.bytes[name]) == bytes))
            let (value, same) = (plain.value(), expecting.value())
            #expect(value == same)
        }
        let last = expecting.nextName(expecting: bytes.span)
        #expect(last == nil)
    }

    @Test(arguments: [
        (#"[{"a":{"b":1,"b":2,"c":3},"d":4},5]"#, "1"), (#"[{"a":{"c":{"b":1}},"a":2},5]"#, nil),
        (#"[{"\u0061":{"b":[1]}},5]"#, "[1]"), (#"[{"d":{"a":{"b":1}}},5]"#, nil),
        (#"[[{"a":1}],5]"#, nil), ("[{},5]", nil), ("[7,5]", nil), (#"[{"a":"b"},5]"#, nil),
    ])
    func `goes to a member and out of its object again`(text: String, found: String?) throws {
        let text = try JSONText(text, limits: JSONLimits(allowsDuplicateNames: true))
        var walk = JSONWalk(text)
        func next() -> String { String(decoding: text.bytes[walk.value()], as: UTF8.self) }
        walk.enter()
        _ = walk.nextElement()
        if walk.enter([0x61]) {
            if walk.enter([0x62]) {
                #expect(next() == found)
                walk.leaveObject()
            } else {
                #expect(found == nil)
            }
            walk.leaveObject()
        }
        let isElement = walk.nextElement()
        #expect(isElement)
        #expect(next() == "5")
        let isOver = !walk.nextElement()
        #expect(isOver)
    }
}
