import AMS
import Bridge
import Testing

@Suite struct `The ids of instances that invoked before` {
    private static let names = [
        "appId", "installId", "instanceId", "serviceId", "tenantId", "productId",
    ]

    /// An invoke whose ids are written so.
    private static func invoke(_ values: [String]) -> [UInt8] {
        let ids = zip(names, values).map { #""\#($0)":\#($1)"# }.joined(separator: ",")
        return [UInt8](Sample.invoke(ids: ids).utf8)
    }

    private static func context(
        _ values: [String], _ known: inout KnownParts
    ) throws -> InvocationContext {
        try InvokeMessage(body: invoke(values), known: &known).invocation.context
    }

    /// Whether both are one in memory. Short texts never are.
    private static func isOne(_ left: InvocationContext, _ right: InvocationContext) -> Bool {
        ContextField.allCases.allSatisfy {
            let (one, other) = (left[$0], right[$0])
            return one.utf8Span.span.isIdentical(to: other.utf8Span.span)
        }
    }

    private static func long(_ text: String) -> [String] {
        names.map { "\"\($0)-\(text)-of-an-instance-that-invokes\"" }
    }

    @Test func `are in memory once`() throws {
        var known = KnownParts()
        let first = try Self.context(Self.long("a"), &known)
        _ = try Self.context(Self.long("b"), &known)
        let again = try Self.context(Self.long("a"), &known)
        #expect(Self.isOne(first, again))
        #expect(known.contexts.count == 2)
    }

    /// An accent in one character, and in two: Unicode's rules take the texts for equal.
    @Test func `are told apart by any one of them, and by their bytes`() throws {
        var known = KnownParts()
        let usual = Self.names.map { "\"\($0)\"" }
        var all = [usual]
        for place in usual.indices {
            for other in [#""x""#, "\"caf\u{e9}\"", "\"cafe\u{301}\"", #""appI""#, #""appIdd""#] {
                all.append(usual)
                all[all.count - 1][place] = other
            }
        }
        for values in all + all.reversed() {
            let alone = try InvokeMessage(body: Self.invoke(values)).invocation.context
            #expect(try Self.context(values, &known).isSame(as: alone))
        }
    }

    @Test func `are the same however they are escaped`() throws {
        var known = KnownParts()
        var values = Self.long("a")
        let first = try Self.context(values, &known)
        values[2] = values[2].replacing("-of-", with: #"-\u006ff-"#)
        #expect(Self.isOne(try Self.context(values, &known), first))
    }

    @Test(arguments: ["6607", "null", "[]", #"["6607"]"#, #"{"6607":1}"#])
    func `do not let pass what is no text`(tenant: String) throws {
        var known = KnownParts()
        var values = Self.names.map { "\"\($0)\"" }
        values[4] = #""6607""#
        _ = try Self.context(values, &known)
        values[4] = tenant
        for _ in 0..<2 {
            #expect(throws: MessageError.self) { try Self.context(values, &known) }
        }
        #expect(known.contexts.count == 1)
    }

    @Test func `are bounded in number, and those asked for longest ago go first`() throws {
        var known = KnownParts()
        let oldest = try Self.context(Self.long("oldest"), &known)
        let used = try Self.context(Self.long("used"), &known)
        for index in 2..<InstanceContexts.countMax {
            _ = try Self.context(Self.long("c\(index)"), &known)
        }
        #expect(Self.isOne(oldest, try Self.context(Self.long("oldest"), &known)))
        // These take the places of all but that one.
        for index in 1..<InstanceContexts.countMax {
            _ = try Self.context(Self.long("d\(index)"), &known)
        }
        #expect(known.contexts.count == InstanceContexts.countMax)
        #expect(Self.isOne(oldest, try Self.context(Self.long("oldest"), &known)))
        let again = try Self.context(Self.long("used"), &known)
        #expect(!Self.isOne(used, again))
        #expect(used == again)
    }
}
