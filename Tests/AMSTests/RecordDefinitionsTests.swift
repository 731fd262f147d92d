import AMS
import Bridge
import Testing

@Suite struct `Record definitions that were read before` {
    /// An invoke whose definition has that text.
    static func invoke(_ definition: String, tail: String = "") -> [UInt8] {
        [UInt8](
            Sample.invoke(definition: #""recordDefinition":"# + definition, tail: tail).utf8)
    }

    /// A definition of that column beside the one that must be there.
    static func definition(of column: String) -> String {
        #"{"inputParameters":[{"name":"appcloud_row_correlation_id"},{"name":"\#(column)"}]}"#
    }

    static func read(
        _ body: [UInt8], _ known: inout KnownParts
    ) -> Result<Invocation, MessageError> {
        Result { () throws(MessageError) in
            try InvokeMessage(body: body, known: &known).invocation
        }
    }

    static func columns(
        _ definition: String, _ known: inout KnownParts
    ) throws -> [String] {
        try read(invoke(definition), &known).get().recordDefinition.inputs.map(\.name)
    }

    /// Whether both are one in memory: the second was not read again.
    static func isOne(_ left: RecordDefinition, _ right: RecordDefinition) -> Bool {
        left.outputsText.span.isIdentical(to: right.outputsText.span)
    }

    @Test(arguments: [
        Fixture.invokeWithData, Fixture.invokeWithoutData, Fixture.capturedInvoke,
    ])
    func `are the same as read anew, and are not read again`(body: [UInt8]) throws {
        var known = KnownParts()
        let first = try Self.read(body, &known).get()
        let second = try Self.read(body, &known).get()
        #expect(try InvokeMessage(body: body).invocation == first)
        #expect(second == first)
        #expect(Self.isOne(first.recordDefinition, second.recordDefinition))
        let head = try InvokeMessage(body: body, known: &known).head
        let fromHead = try InvokeMessage.invocation(fromHead: head, known: &known)
        #expect(fromHead == first)
        #expect(Self.isOne(first.recordDefinition, fromHead.recordDefinition))
        #expect(known.definitions.count == 1)
    }

    @Test func `are told apart by one byte, wherever it is`() throws {
        var known = KnownParts()
        let columns = (0..<30).map { place in
            String(repeating: "x", count: place) + "y" + String(repeating: "x", count: 29 - place)
        }
        for _ in 0..<2 {
            for column in columns {
                let names = try Self.columns(Self.definition(of: column), &known)
                #expect(names == ["appcloud_row_correlation_id", column])
            }
        }
    }

    @Test func `are told apart by their length`() throws {
        var known = KnownParts()
        for length in Array(1...20) + Array((1...20).reversed()) {
            let column = String(repeating: "x", count: length)
            let names = try Self.columns(Self.definition(of: column), &known)
            #expect(names.last == column)
        }
    }

    @Test func `do not cut short one that begins like what a damaged head held`() throws {
        let beginning = String(Self.definition(of: "c").dropLast())
        let damaged =
            #"{"dataSet":{"id":"d"},"instanceContext":{\#(Sample.ids),"recordDefinition":"#
            + beginning
        var known = KnownParts()
        _ = try? InvokeMessage.invocation(
            fromHead: [UInt8](damaged.utf8), known: &known)
        #expect(known.definitions.count == 0)
        let whole = beginning + #","outputParameters":[{"name":"o"}]}"#
        let definition = try Self.read(Self.invoke(whole), &known).get().recordDefinition
        #expect(definition.outputs.map(\.name) == ["o"])
    }

    @Test func `are found wherever they stand in their context`() throws {
        var known = KnownParts()
        let text = Self.definition(of: "c")
        let bodies = [
            #"{\#(Sample.ids),"recordDefinition":\#(text)}"#,
            #"{"recordDefinition": \#(text) , "secret":"x",\#(Sample.ids)}"#,
            #"{"secret":"x","other":\#(text),"recordDefinition":\#(text)  ,\#(Sample.ids) }"#,
        ].map { context in
            [UInt8](#"{"instanceContext":\#(context),"dataSet":{"id":"d","rows":[]}}"#.utf8)
        }
        for body in bodies + bodies {
            var fresh = KnownParts()
            let message = try InvokeMessage(body: body, known: &known)
            let anew = try InvokeMessage(body: body, known: &fresh)
            #expect(message.invocation == anew.invocation)
            #expect(message.head == anew.head)
        }
        #expect(known.definitions.count == 1)
    }

    @Test func `are bounded in number, and the one asked for longest ago goes first`() throws {
        var known = KnownParts()
        func read(_ column: String) throws -> RecordDefinition {
            let body = Self.invoke(Self.definition(of: column))
            return try Self.read(body, &known).get().recordDefinition
        }
        let oldest = try read("oldest")
        let used = try read("used")
        for index in 2..<RecordDefinitions.countMax { _ = try read("c\(index)") }
        #expect(Self.isOne(used, try read("used")))
        #expect(Self.isOne(oldest, try read("oldest")))
        #expect(Self.isOne(used, try read("used")))
        // These take the places of all but those two.
        for index in 0..<RecordDefinitions.countMax - 2 { _ = try read("d\(index)") }
        #expect(known.definitions.count == RecordDefinitions.countMax)
        #expect(Self.isOne(oldest, try read("oldest")))
        _ = try read("another")
        #expect(!Self.isOne(used, try read("used")))
        #expect(try read("used") == used)
        #expect(known.definitions.count == RecordDefinitions.countMax)
    }

    @Test func `are bounded in bytes, and one that is too large is read each time`() throws {
        var known = KnownParts()
        let blanks = String(repeating: " ", count: RecordDefinitions.bytesMax / 4)
        for index in 0..<10 {
            let padded = "{" + blanks + Self.definition(of: "c\(index)").dropFirst()
            #expect(try Self.columns(padded, &known).last == "c\(index)")
            #expect(known.definitions.byteCount <= RecordDefinitions.bytesMax)
        }
        #expect(known.definitions.count == 3)
        let huge =
            "{" + String(repeating: blanks, count: 4) + Self.definition(of: "c").dropFirst()
        let before = known.definitions.byteCount
        for _ in 0..<2 { #expect(try Self.columns(huge, &known).last == "c") }
        #expect(known.definitions.byteCount == before)
        #expect(known.definitions.count == 3)
    }

    @Test(arguments: [
        "null", "1", "[]", "{}", #"{"inputParameters":[{"name":""}]}"#,
        definition(of: "APPCLOUD_ROW_CORRELATION_ID"),
        #"{"inputParameters":[{"name":"appcloud_row_correlation_ix"}]}"#,
    ])
    func `are refused each time for the same reason`(text: String) throws {
        var known = KnownParts()
        _ = try Self.columns(Self.definition(of: "good"), &known)
        let body = Self.invoke(text)
        var fresh = KnownParts()
        let reason = Self.read(body, &fresh)
        #expect(throws: MessageError.self) { try reason.get() }
        for _ in 0..<3 { #expect(Self.read(body, &known) == reason) }
        #expect(known.definitions.count == 1)
    }

    @Test func `do not let an invoke pass that cannot report to a column of its own`() {
        var known = KnownParts()
        let tail = #","productImportEndpoint":{"url":"https://a.example/x","method":"PUT"}"#
        let silent = Self.invoke(Self.definition(of: "c"))
        let reporting = Self.invoke(Self.definition(of: "c"), tail: tail)
        let refusal = Self.read(reporting, &known)
        #expect(throws: MessageError.self) { try refusal.get() }
        #expect(throws: Never.self) { try Self.read(silent, &known).get() }
        #expect(Self.read(reporting, &known) == refusal)
    }
}
