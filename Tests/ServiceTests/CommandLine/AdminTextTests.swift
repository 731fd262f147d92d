import JSON
import Testing

@testable import mpo_bridge

@Suite struct `What comes from peers` {
    private static let hostile = "red \u{1b}[31m \u{9b}2J \u{202e}back \u{2028} end"

    private func value() throws -> JSONValue {
        var writer = JSONWriter()
        writer.string(Self.hostile)
        return try JSONText(writer.bytes).root
    }

    private func steers(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar != "\n"
            case .format, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
    }

    @Test func `does not steer the terminal, as a word, a fact or JSON`() throws {
        let value = try value()
        #expect(steers(Self.hostile))
        #expect(!steers(AdminText.word(value)))
        var facts = FactList()
        facts.add("reason", Self.hostile)
        #expect(!steers(facts.text))
        let line = AdminText.line(value.bytes)
        #expect(!steers(String(decoding: line, as: UTF8.self)))
        #expect(try JSONText(line).root.string == Self.hostile, "and JSON stays the same value")
    }

    @Test func `fits the words of a query`() {
        #expect(AdminClient.encoded("a b/ü&=") == "a%20b%2F%C3%BC%26%3D")
    }
}
