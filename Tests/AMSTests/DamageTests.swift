import AMS
import Bridge
import JSON
import Testing

/// Messages with a few bytes changed: either refused or taken, never fatal, and the same each time.
@Suite struct `A damaged message` {
    /// SplitMix64: the same damage in every run.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    static func damaged(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
        var bytes = bytes
        let tokens = ["null", "[]", "{}", "\"\"", "1", ",", "\"", "[", "}", "-1", "\u{0}"]
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let position = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, position + Int.random(in: 0...8, using: &generator))
            let token = tokens.randomElement(using: &generator) ?? ""
            bytes.replaceSubrange(position..<end, with: token.utf8)
        }
        return bytes
    }

    @Test(arguments: [
        Fixture.invokeWithData, Fixture.invokeWithoutData, Fixture.capturedInvoke,
    ])
    func `of an invoke is refused or is the same from its head`(body: [UInt8]) throws {
        var generator = Generator(state: 1)
        var known = KnownParts()
        for _ in 0..<3_000 {
            let damaged = Self.damaged(body, &generator)
            let result = Result { () throws(MessageError) in try InvokeMessage(body: damaged) }
            let again = Result { () throws(MessageError) in
                try InvokeMessage(body: damaged, known: &known)
            }
            #expect(result.map(\.invocation) == again.map(\.invocation))
            guard let message = try? result.get() else { continue }
            _ = try JSONText(message.head)
            #expect(try InvokeMessage.invocation(fromHead: message.head) == message.invocation)
            for page in message.pages ?? [] { _ = try JSONText(page.rows) }
        }
    }

    @Test func `of an export is refused or has whole rows`() throws {
        var generator = Generator(state: 2)
        for _ in 0..<3_000 {
            let body = Self.damaged(Fixture.exportPage, &generator)
            guard let page = try? ExportPage(body: body, firstRow: 0) else { continue }
            for page in page.pages {
                let text = try JSONText(page.rows)
                #expect(Array(text.root.elements).count == page.rowCount)
            }
        }
    }
}
