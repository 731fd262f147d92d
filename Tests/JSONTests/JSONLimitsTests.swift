import JSON
import Testing

@Suite struct `The limits of a text` {
    static func nested(_ depth: Int, _ open: String = "[", _ close: String = "]") -> [UInt8] {
        Array((String(repeating: open, count: depth) + String(repeating: close, count: depth)).utf8)
    }

    @Test(arguments: [0, 1, 2, 63, 64, 65, 66, 127, 128, 129, 130, 1_000, 100_000])
    func `let arrays in to the depth asked for and not one further`(_ depthMax: Int) throws {
        let limits = JSONLimits(depthMax: depthMax)
        _ = try JSONText(depthMax == 0 ? Array("1".utf8) : Self.nested(depthMax), limits: limits)
        let error = try #require(refusal(of: Self.nested(depthMax + 1), limits: limits))
        #expect(error.problem == .tooDeep(max: depthMax))
        #expect(error.offset == depthMax)
    }

    @Test func `count objects and arrays together, and only open ones`() throws {
        let limits = JSONLimits(depthMax: 3)
        _ = try JSONText(#"[{"a":[]},{"a":[]},[[],[],{}]]"#, limits: limits)
        let error = try #require(refusal(of: Array(#"[{"a":[]},{"a":[{}]}]"#.utf8), limits: limits))
        #expect(error.problem == .tooDeep(max: 3))
        #expect(error.path == "$[1].a[0]")
    }

    @Test(arguments: [65, 66, 129, 200])
    func `remember what each level is, beyond 64 of them`(_ depth: Int) throws {
        var random = Generator(seed: UInt64(depth))
        let isObject = (0..<depth).map { _ in random.next() & 1 == 0 }
        let open = isObject.map { $0 ? #"{"a":"# : "[" }.joined()
        let close = isObject.reversed().map { $0 ? #","b":1}"# : ",1]" }.joined()
        let limits = JSONLimits(depthMax: depth)
        let text = try JSONText(open + "0" + close, limits: limits)
        #expect(walk(text.root) == 1 + 2 * depth + 2 * isObject.count { $0 })

        // The same with one bracket of the other kind.
        var wrong = Array((open + "0" + close).utf8)
        wrong[wrong.count - 1] = isObject[0] ? UInt8(ascii: "]") : UInt8(ascii: "}")
        let expected: JSONError.Problem =
            isObject[0] ? .commaOrBraceExpected : .commaOrBracketExpected
        #expect(try #require(refusal(of: wrong, limits: limits)).problem == expected)
    }

    @Test func `let as many members in as asked for and not one more`() throws {
        for membersMax in [0, 1, 16, 17, 100] {
            let limits = JSONLimits(membersMax: membersMax)
            let members = (0...membersMax).map { #""name\#($0)":\#($0)"# }
            _ = try JSONText("{\(members.dropLast().joined(separator: ","))}", limits: limits)
            let tooMany = "{\(members.joined(separator: ","))}"
            let error = try #require(refusal(of: Array(tooMany.utf8), limits: limits))
            #expect(error.problem == .tooManyMembers(max: membersMax))
        }
    }

    @Test func `count the members of each object apart`() throws {
        let limits = JSONLimits(membersMax: 2)
        _ = try JSONText(#"{"a":{"a":1,"b":2},"b":{"a":{"c":1,"d":2},"b":4}}"#, limits: limits)
    }

    @Test func `hold for duplicate names that are allowed`() throws {
        let limits = JSONLimits(membersMax: 2, allowsDuplicateNames: true)
        _ = try JSONText(#"{"a":1,"a":2}"#, limits: limits)
        let error = try #require(refusal(of: Array(#"{"a":1,"a":2,"a":3}"#.utf8), limits: limits))
        #expect(error.problem == .tooManyMembers(max: 2))
    }
}
