import Bridge
import Testing

@Suite struct `Two texts` {
    private static let texts = [
        "", "a", "b", "ab", "caf\u{e9}", "cafe\u{301}", "\u{212b}", "\u{c5}",
        // Equal to Unicode, and of the same length.
        "a\u{301}\u{323}", "a\u{323}\u{301}",
        "a text that is too long to lie in its own sixteen bytes",
        "a text that is too long to lie in its own sixteen bytez",
    ]

    @Test func `are the same bytes only if all of them are`() {
        for (left, one) in Self.texts.enumerated() {
            for (right, other) in Self.texts.enumerated() {
                #expect(one.hasSameBytes(as: other) == (left == right), "\(one), \(other)")
                // The same text elsewhere in memory.
                let copy = String(decoding: Array(other.utf8), as: UTF8.self)
                #expect(one.hasSameBytes(as: copy) == (left == right), "\(one), \(other)")
            }
        }
    }
}
