import JSON

/// A text that is accepted can be walked, copied and read again, and means the same.
enum JSONRules {
    static func check(_ bytes: [UInt8]) {
        guard let text = try? JSONText(bytes) else { return }
        var writer = JSONWriter()
        copy(text.root, to: &writer, depth: 0)
        guard let again = try? JSONText(writer.bytes) else {
            preconditionFailure("what was written of an accepted text is not accepted")
        }
        precondition(isSame(text.root, again.root), "a copy means something else")
    }

    private static func copy(_ value: JSONValue, to writer: inout JSONWriter, depth: Int) {
        switch value.kind {
        case .object:
            writer.beginObject()
            for member in value.members {
                writer.key(member.name.string ?? "")
                copy(member.value, to: &writer, depth: depth + 1)
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in value.elements { copy(element, to: &writer, depth: depth + 1) }
            writer.endArray()
        case .string:
            guard let string = value.string else {
                preconditionFailure("an accepted string has no text")
            }
            writer.string(string)
        default:
            writer.raw(value)
        }
    }

    private static func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
        guard left.kind == right.kind else { return false }
        switch left.kind {
        case .object:
            let (ours, theirs) = (Array(left.members), Array(right.members))
            return ours.count == theirs.count
                && zip(ours, theirs).allSatisfy {
                    $0.name.string == $1.name.string && isSame($0.value, $1.value)
                }
        case .array:
            let (ours, theirs) = (Array(left.elements), Array(right.elements))
            return ours.count == theirs.count && zip(ours, theirs).allSatisfy { isSame($0, $1) }
        case .string:
            // Bytes, not characters: two spellings of one character stay two.
            return left.string.map { Array($0.utf8) } == right.string.map { Array($0.utf8) }
        default:
            // Numbers keep their digits.
            return left.bytes.elementsEqual(right.bytes)
        }
    }
}
