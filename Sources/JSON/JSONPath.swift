/// Where in a text's structure an offset is. Walks the text anew: only for errors.
enum JSONPath {
    /// A path that is longer is cut: its names come from outside.
    static var charactersMax: Int { 200 }

    private struct Level {
        let isObject: Bool
        /// The element that is being read, or the next one.
        var index = 0
        /// The member that is being read, its name with quotation marks.
        var name: Range<Int>?
        /// Whether the path goes through this level: false where a member's name must come next.
        var isInside: Bool
    }

    /// The innermost value that is being read or awaited at `offset`, or the one that was read
    /// last, as `$.dataSet.rows[3][1]`. The text must be valid up to there.
    static func text(in bytes: [UInt8], before offset: Int) -> String {
        var path = "$"
        for level in levels(in: bytes, before: offset) where level.isInside {
            if let name = level.name {
                path += text(ofName: name, in: bytes)
            } else {
                path += "[\(level.index)]"
            }
            if path.unicodeScalars.count > charactersMax {
                return String(String(path.unicodeScalars.prefix(charactersMax))) + "…"
            }
        }
        return path
    }

    private static func levels(in bytes: [UInt8], before offset: Int) -> [Level] {
        let span = bytes.span
        var levels: [Level] = []
        var position = 0
        while position < offset {
            let last = levels.count - 1
            switch span[position] {
            case UInt8(ascii: "["): levels.append(Level(isObject: false, isInside: true))
            case UInt8(ascii: "{"): levels.append(Level(isObject: true, isInside: false))
            case UInt8(ascii: "]"), UInt8(ascii: "}"): levels.removeLast()
            case UInt8(ascii: ":"): levels[last].isInside = true
            case UInt8(ascii: ","):
                levels[last].index += 1
                levels[last].name = nil
                levels[last].isInside = !levels[last].isObject
            case UInt8(ascii: "\""):
                let end = JSONSkip.string(span, position)
                if last >= 0, levels[last].isObject, !levels[last].isInside {
                    levels[last].name = position..<end
                }
                position = end
                continue
            default: break
            }
            position += 1
        }
        return levels
    }

    /// `.name`, or `["a name"]` where it is no plain word: escapes stay as they are written.
    private static func text(ofName name: Range<Int>, in bytes: [UInt8]) -> String {
        let text = String(decoding: bytes[name.prefix(4 * charactersMax)], as: UTF8.self)
        let word = text.dropFirst().dropLast()
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isPlain && !word.isEmpty ? ".\(word)" : "[\(text)]"
    }
}
