import AMS
import Bridge
import JSON
import Testing

/// How an import finds the columns' values among a call's results.
@Suite struct `A result of an import` {
    private static let columns = ["A", "B", "c", "Info", "F"]

    private static func plan(_ pointer: String) throws -> OutputPlan {
        OutputPlan(
            try `An import`().invocation(columns), rule: ResultRule(pointer: pointer, columns: nil))
    }

    /// What the columns hold, found by one look-up after the other.
    private static func values(_ data: JSONValue, _ pointer: JSONPointer) throws -> [String] {
        var found = [String?](repeating: nil, count: columns.count)
        guard let result = data.at(pointer) else { return found.map { _ in "null" } }
        for member in result.members {
            let name = try #require(member.name.string)
            let column = columns.firstIndex { $0.lowercased() == name.lowercased() }
            guard let column, found[column] == nil || columns[column] == name else { continue }
            found[column] = String(decoding: member.value.bytes, as: UTF8.self)
        }
        return found.map { $0 ?? "null" }
    }

    /// Objects with members in any order: missing, doubled, escaped, in other case, with names that
    /// look like an index, and some within others.
    private struct Dice {
        private var state: UInt64

        init(seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

        private mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return choices[Int(state >> 33) % choices.count]
        }

        mutating func value(depth: Int = 0) -> String {
            let scalars = ["1", "null", #""x\"]}\\""#, "[]", "{}", #""A":"#.debugDescription]
            guard depth < 4, pick([true, true, true, false]) else { return pick(scalars) }
            if pick([0, 1, 2, 3, 4, 5]) == 0 {
                return "[\(space())\(value(depth: depth + 1)),\(value(depth: depth + 1))]"
            }
            let members = (0..<pick([0, 1, 3, 5, 7])).map { _ in
                space() + name() + space() + ":" + space() + value(depth: depth + 1) + space()
            }
            return "{\(members.joined(separator: ","))}"
        }

        private mutating func name() -> String {
            let names = [
                "A", "a", "B", "b", "c", "C", "F", "x", "", "info", "info", "info", "Info", "AB",
                #"\u0041"#, #"\u0062"#, #"in\u0066o"#, "0", "1", #"a\""#, #"\\"#,
            ]
            return "\"\(pick(names))\""
        }

        private mutating func space() -> String { pick(["", "", "", " ", "\n\t"]) }
    }

    @Test(arguments: ["", "/info", "/info/info", "/x", "/0", "/info/0", "/info/1/info", "/"])
    func `is found in one walk as it is by look-ups`(pointer: String) throws {
        let plan = try Self.plan(pointer)
        let steps = try #require(JSONPointer(pointer))
        let limits = JSONLimits(allowsDuplicateNames: true)
        for seed in 0..<1_500 {
            var dice = Dice(seed: seed)
            let rows = (0..<3).map { _ in dice.value() }
            let results = try JSONText("[\(rows.joined(separator: " , "))]", limits: limits)
            var walk = JSONWalk(results)
            walk.enter()
            var message = ImportMessage(plan, rowCapacity: 0)
            var expected: [String] = []
            for row in results.root.elements {
                let isRow = walk.nextElement()
                #expect(isRow)
                message.append(.success, correlation: 0..<1, of: [0x37], data: &walk)
                let values = try Self.values(row, steps)
                expected.append(#"[7,"success","","# + values.joined(separator: ",") + "]")
            }
            let isOver = !walk.nextElement()
            #expect(isOver)
            let body = String(decoding: message.end(), as: UTF8.self)
            #expect(
                body.contains(#""rows":[\#(expected.joined(separator: ","))]"#),
                "seed \(seed): \(rows)")
        }
    }

    /// The import of a record's rows.
    private static func body(_ text: [UInt8], _ plan: OutputPlan) -> String {
        var walk = JSONWalk(JSONText(trusted: text))
        walk.enter()
        var message = ImportMessage(plan, rowCapacity: 0)
        while walk.nextElement() {
            message.append(.success, correlation: 0..<1, of: [0x37], data: &walk)
        }
        return String(decoding: message.end(), as: UTF8.self)
    }

    /// Each member in turn loses its value: what goes out is what look-ups find in the same record
    /// with null in that place.
    @Test(arguments: ["", "/info", "/info/info", "/x"])
    func `is null where a member has lost its value`(pointer: String) throws {
        let plan = try Self.plan(pointer)
        let steps = try #require(JSONPointer(pointer))
        let pieces = [
            #"[{"a":"#, "1", #","info":{"info":"#, #"{"A":"x","F":{}}"#, #" ,"B": "#, "3",
            #"},"B":"#, "2", #" ,"c": "#, "[4]", #"} , {"A":"#, "5", "}]",
        ]
        for lost in stride(from: 1, to: pieces.count, by: 2) {
            // An object that goes out whole goes out as it is written.
            if pointer.isEmpty, (3...5).contains(lost) { continue }
            var (damaged, mended) = (pieces, pieces)
            (damaged[lost], mended[lost]) = ("", "null")
            let rows = try JSONText(mended.joined()).root.elements.map { row in
                let values = try Self.values(row, steps)
                return #"[7,"success","","# + values.joined(separator: ",") + "]"
            }
            let body = Self.body(Array(damaged.joined().utf8), plan)
            #expect(body.contains(#""rows":[\#(rows.joined(separator: ","))]"#), "\(damaged)")
        }
    }

    @Test func `is null where a record has lost all of it`() throws {
        let columns = Self.columns.map { ResultRule.Column(name: $0, pointer: "") }
        let plan = OutputPlan(
            try `An import`().invocation(Self.columns),
            rule: ResultRule(pointer: "", columns: columns))
        let body = Self.body(Array("[:]".utf8), plan)
        #expect(body.contains(#""rows":[[7,"success","",null,null,null,null,null]]"#), "\(body)")
    }

    @Test(arguments: ["", "/info", "/info/info", "/0"])
    func `neither traps nor loops in a damaged record`(pointer: String) throws {
        let plan = try Self.plan(pointer)
        let whole = [UInt8](
            #"[{"a":1,"info":{"A":"x","\u0062":[1,"]"],"info":{"F":{}}},"B":2} ,[{"A":3}]]"#.utf8)
        var damaged = whole.indices.map { Array(whole[..<$0]) }
        for index in whole.indices {
            for byte in "\"\\{}[]:,5 ".utf8 {
                var text = whole
                text[index] = byte
                damaged.append(text)
            }
        }
        let steps = try #require(JSONPointer(pointer))
        let limits = JSONLimits(allowsDuplicateNames: true)
        let isColon = { $0 == UInt8(ascii: ":") }
        for text in damaged {
            var walk = JSONWalk(JSONText(trusted: text))
            walk.enter()
            var message = ImportMessage(plan, rowCapacity: 0)
            while walk.nextElement() {
                message.append(.success, correlation: 0..<1, of: [0x37], data: &walk)
            }
            #expect(message.rowCount <= text.count)
            // Where what look-ups find is whole, what goes out is; but not behind a name that lost
            // its colon to a space: a walk takes the next byte for it.
            if text.count == whole.count, text.count(where: isColon) < whole.count(where: isColon) {
                continue
            }
            let found = JSONText(trusted: text).root.elements.compactMap { row in
                (try? Self.values(row, steps))?.joined(separator: ",")
            }
            if (try? JSONText("[\(found.joined(separator: ","))]", limits: limits)) != nil {
                let body = Array(Self.body(text, plan).utf8)
                #expect((try? JSONText(body, limits: limits)) != nil, "\(text)")
            }
        }
    }
}
