import Bridge
import JSON

/// Record definitions that were read before, by their exact bytes: all invokes of a service carry
/// the same one, and to read it takes longer than the rest of the message.
///
/// One that is refused is not kept, and so it is refused each time for the same reason.
package struct RecordDefinitions: Sendable {
    /// As many are kept at most; the one that was asked for longest ago goes first.
    package static let countMax = 32
    /// Bytes of the texts of all that are kept. Once read, a definition has some times as many.
    package static let bytesMax = 256 << 10

    private struct Known: Sendable {
        let text: [UInt8]
        let definition: RecordDefinition
    }

    /// The one that was asked for last comes first.
    private var known: [Known] = []
    /// Bytes of the texts of all that are kept.
    package private(set) var byteCount = 0

    /// How many are kept.
    package var count: Int { known.count }

    /// What an `instanceContext.recordDefinition` says.
    mutating func definition(reading value: JSONValue?) throws(MessageError) -> RecordDefinition {
        guard let value else { return try RecordDefinition(reading: nil) }
        if let index = known.firstIndex(where: { value.isWritten(like: $0.text) }) {
            if index > 0 { known.insert(known.remove(at: index), at: 0) }
            return known[0].definition
        }
        let definition = try RecordDefinition(reading: value)
        keep(Known(text: [UInt8](value.bytes), definition: definition))
        return definition
    }

    /// The next value of a walk if it is a definition that is kept, and begins as that does. To
    /// look for its end would take most of the time of reading a message without rows.
    func known(before walk: inout JSONMembers.Iterator) -> JSONValue? {
        for index in known.indices {
            if let value = walk.value(beginningWith: known[index].text) { return value }
        }
        return nil
    }

    private mutating func keep(_ new: Known) {
        // A text from a damaged head may end before its bracket; what it begins would be cut short.
        guard new.text.count <= Self.bytesMax, (try? JSONText(new.text)) != nil else { return }
        known.insert(new, at: 0)
        byteCount += new.text.count
        while known.count > Self.countMax || byteCount > Self.bytesMax {
            byteCount -= known.removeLast().text.count
        }
    }
}
