/// Pieces of text to look for in what MPO says, whatever the case, and whether its words are parted
/// by spaces, underscores or dashes: `not unical ref` finds `proc: "not_unical_reference"` as well.
///
/// A list of phrases and not a regular expression: it says all that is known about MPO's texts, it
/// can not run for ever, and nobody has to escape anything in the configuration.
package struct Phrases: Hashable, Sendable {
    private let phrases: [[UInt8]]

    /// Empty phrases would be found everywhere and are left out.
    package init(_ phrases: [String]) {
        self.phrases = phrases.filter { !$0.isEmpty }.map { Self.normalised($0.utf8) }
    }

    /// What MPO says of a reference that a live task has: UI and documents spell it "unical"
    /// (protocol notes on MPO, 3.2). The form on the wire was never seen.
    package static let duplicateReference = ["not unical ref", "not unique ref"]
    /// What MPO says when a process did not answer in time: "Timeout for create task" (4.3).
    package static let timeout = ["timeout", "time out"]

    /// Whether one of the phrases is in a text that was normalised.
    func isFound(in text: [UInt8]) -> Bool {
        phrases.contains { phrase in
            guard phrase.count <= text.count else { return false }
            return (0...(text.count - phrase.count)).contains { start in
                text[start..<(start + phrase.count)].elementsEqual(phrase)
            }
        }
    }

    /// A text in the form in which phrases are compared.
    static func normalised(_ text: some Sequence<UInt8>) -> [UInt8] {
        text.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case UInt8(ascii: "_"), UInt8(ascii: "-"): UInt8(ascii: " ")
            default: byte
            }
        }
    }
}
