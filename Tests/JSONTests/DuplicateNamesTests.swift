import JSON
import Testing

@Suite struct `A name that comes twice` {
    /// An object of that many members, the last of which is named like the first.
    static func object(_ count: Int, name: (Int) -> String, last: String) -> (
        text: [UInt8], offset: Int
    ) {
        let members = (0..<count - 1).map { #""\#(name($0))":0"# }.joined(separator: ",")
        let before = "{\(members),"
        return (Array((before + #""\#(last)":1}"#).utf8), before.utf8.count)
    }

    @Test(arguments: [2, 3, 15, 16, 17, 18, 19, 33, 1_000])
    func `is refused in an object of any size, where it comes the second time`(_ count: Int) throws
    {
        let twice = Self.object(count, name: { "name\($0)" }, last: "name0")
        let error = try #require(refusal(of: twice.text))
        #expect(error.problem == .duplicateName)
        #expect(error.offset == twice.offset)
        #expect(error.path == "$")
        _ = try JSONText(Self.object(count, name: { "name\($0)" }, last: "name").text)
    }

    @Test(arguments: [2, 17, 18, 100], [#"n\u0061me0"#, #"\u006e\u0061\u006D\u0065\u0030"#])
    func `is found behind escapes`(_ count: Int, _ escaped: String) throws {
        let plainFirst = Self.object(count, name: { "name\($0)" }, last: escaped)
        #expect(try #require(refusal(of: plainFirst.text)).offset == plainFirst.offset)
        let escapedFirst = Self.object(
            count, name: { $0 == 0 ? escaped : "name\($0)" }, last: "name0")
        #expect(try #require(refusal(of: escapedFirst.text)).offset == escapedFirst.offset)
        let bothEscaped = Self.object(
            count, name: { $0 == 0 ? escaped : "name\($0)" }, last: escaped)
        #expect(try #require(refusal(of: bothEscaped.text)).problem == .duplicateName)
    }

    @Test(arguments: [
        (#"{"":1,"":2}"#, 6), (#"{"é":1,"\u00e9":2}"#, 8), (#"{"/":1,"\/":2}"#, 7),
        (#"{"\n":1,"\u000A":2}"#, 8), (#"{"𝄞":1,"\uD834\uDD1E":2}"#, 10),
        (#"[{"a":{"b":1,"b":2}}]"#, 13), (#"{"a":{"a":1},"a":2}"#, 13),
        (#"{"a":{"x":1,"y":2},"b":{"x":1,"y":2,"x":3}}"#, 36),
    ])
    func `is told with its offset`(_ text: String, _ offset: Int) throws {
        let error = try #require(refusal(of: Array(text.utf8)))
        #expect(error.problem == .duplicateName)
        #expect(error.offset == offset)
    }

    @Test(arguments: [
        #"{"a":1,"A":2}"#, #"{"a":{"a":{"a":1}}}"#, #"[{"a":1},{"a":1}]"#,
        #"{"é":1,"e\u0301":2}"#, #"{"a":"a","b":"a"}"#, #"{"\\n":1,"\n":2,"n":3}"#,
        #"{"abcXdef":1,"abcYdef":2,"abXcdef":3}"#, #"{"a":1,"aa":2,"aaa":3,"":4}"#,
    ])
    func `is not seen where names only look alike`(_ text: String) throws {
        _ = try JSONText(text)
    }

    @Test func `is not seen among names that agree in length, first, middle and last letter`()
        throws
    {
        let names = (0..<200).map { "a\(1000 + $0)m\(1000 + $0)z" }
        for count in [2, 16, 17, 200] {
            let members = names.prefix(count).map { #""\#($0)":0"# }.joined(separator: ",")
            _ = try JSONText("{\(members)}")
            let twice = Array("{\(members),\"\(names[1])\":0}".utf8)
            #expect(try #require(refusal(of: twice)).problem == .duplicateName)
        }
    }

    @Test func `is accepted where the limits say so, and look-ups find the first`() throws {
        let limits = JSONLimits(allowsDuplicateNames: true)
        let text = try JSONText(#"{"a":1,"b":2,"a":3,"\u0061":4}"#, limits: limits)
        #expect(text.root["a"]?.integer == 1)
        #expect(text.root.at(try #require(JSONPointer("/a")))?.integer == 1)
        #expect(text.root.members.map { $0.name.string } == ["a", "b", "a", "a"])
    }

    @Test func `of the several in a large object, the one that comes first is told`() throws {
        var names = (0..<100).map { "name\($0)" }
        names[90] = "name3"
        names[50] = "name7"
        names[70] = "name3"
        let before = "{" + names[..<50].map { #""\#($0)":0,"# }.joined()
        let rest = names[50...].map { #""\#($0)":0"# }.joined(separator: ",")
        let error = try #require(refusal(of: Array("\(before)\(rest)}".utf8)))
        #expect(error.offset == before.utf8.count)
    }

    @Test(.timeLimit(.minutes(1)))
    func `is looked for without quadratic cost, also where all are the same`() throws {
        let limits = JSONLimits(membersMax: .max)
        let different = (0..<100_000).map { #""\#($0)":0"# }.joined(separator: ",")
        _ = try JSONText("{\(different)}", limits: limits)
        let same = [String](repeating: #""name":0"#, count: 100_000).joined(separator: ",")
        let error = try #require(refusal(of: Array("{\(same)}".utf8), limits: limits))
        #expect(error.offset < 10 * 20)
    }
}
