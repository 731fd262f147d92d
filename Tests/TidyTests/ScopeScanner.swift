/// Finds functions and types with their lines by counting braces in code whose strings and comments
/// are blank.
struct ScopeScanner {
    struct Function: Hashable {
        /// The line of its keyword, from 1.
        let firstLine: Int
        let lastLine: Int
    }

    /// What a pair of braces belongs to.
    struct Scope {
        enum Kind: Hashable {
            case type, `extension`, other
        }

        let kind: Kind
        /// The line of its keyword, from 1.
        let line: Int
        let firstLine: Int
        var lastLine: Int
    }

    private let bytes: [UInt8]
    /// Where each line begins.
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(index + 1)
        }
        self.starts = starts
    }

    private func line(of position: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= position { low = middle } else { high = middle }
        }
        return low + 1
    }

    // MARK: - Words

    private struct Word {
        let text: String
        let start: Int
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A }

    private func words(in range: Range<Int>) -> [Word] {
        var words: [Word] = []
        var position = range.lowerBound
        while position < range.upperBound {
            guard Self.isWordByte(bytes[position]) else {
                position += 1
                continue
            }
            let start = position
            while position < range.upperBound, Self.isWordByte(bytes[position]) { position += 1 }
            words.append(
                Word(text: String(decoding: bytes[start..<position], as: UTF8.self), start: start))
        }
        return words
    }

    // MARK: - Functions

    private static let functionWords: Set<String> = ["func", "init", "deinit", "subscript"]

    /// All functions, initializers and subscripts that have a body, nested ones too.
    var functions: [Function] {
        words(in: bytes.indices).compactMap { word in
            guard Self.functionWords.contains(word.text), !isAfterDot(word.start),
                let open = body(from: word.start + word.text.utf8.count)
            else { return nil }
            return Function(firstLine: line(of: word.start), lastLine: line(of: end(of: open)))
        }
    }

    private func isAfterDot(_ position: Int) -> Bool {
        position > 0 && bytes[position - 1] == UInt8(ascii: ".")
    }

    /// With one of these a declaration begins, so that the one before it had no body.
    private static let beginnings: Set<String> = [
        "func", "init", "deinit", "subscript", "var", "let", "case", "associatedtype", "typealias",
        "package", "private", "internal", "fileprivate", "public", "static", "class", "struct",
        "enum", "protocol", "extension", "mutating", "nonmutating", "override", "final",
        "consuming",
        "borrowing", "nonisolated", "lazy", "weak", "import",
    ]

    /// The brace of a function's body; `nil` for a protocol's requirement.
    private func body(from start: Int) -> Int? {
        var depth = 0
        var position = start
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "{") where depth == 0: return position
            case UInt8(ascii: "}") where depth == 0: return nil
            case UInt8(ascii: "\n") where depth == 0 && beginsDeclaration(after: position):
                return nil
            default: break
            }
            // A call such as `init()` of a superclass needs no dot in front of it nowhere.
            if depth < 0 { return nil }
            position += 1
        }
        return nil
    }

    private func beginsDeclaration(after newline: Int) -> Bool {
        guard let next = bytes[newline...].firstIndex(where: { !Self.isSpace($0) }) else {
            return true
        }
        if bytes[next] == UInt8(ascii: "@") || bytes[next] == UInt8(ascii: "#") { return true }
        let word = bytes[next...].prefix(while: Self.isWordByte)
        return Self.beginnings.contains(String(decoding: word, as: UTF8.self))
    }

    /// The brace that closes the one at `open`.
    private func end(of open: Int) -> Int {
        var depth = 0
        for position in open..<bytes.count {
            if bytes[position] == UInt8(ascii: "{") { depth += 1 }
            if bytes[position] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return position }
            }
        }
        return bytes.count - 1
    }

    // MARK: - Scopes

    private static let typeWords: Set<String> = ["struct", "class", "enum", "actor", "protocol"]

    /// All pairs of braces, outer ones first.
    var scopes: [Scope] {
        var scopes: [Scope] = []
        var open: [Int] = []
        var boundary = 0
        for (position, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "{") {
                scopes.append(scope(boundary..<position))
                open.append(scopes.count - 1)
            } else if byte == UInt8(ascii: "}"), let last = open.popLast() {
                scopes[last].lastLine = line(of: position)
            } else {
                continue
            }
            boundary = position + 1
        }
        return scopes
    }

    private func scope(_ header: Range<Int>) -> Scope {
        let words = words(in: header)
        let first = line(of: header.upperBound)
        // What stands before in the same scope may have keywords of its own; the last one counts.
        for word in words.reversed() {
            let isType = Self.typeWords.contains(word.text)
            if isType || word.text == "extension" {
                return Scope(
                    kind: isType ? .type : .extension, line: line(of: word.start),
                    firstLine: first, lastLine: first)
            }
            if Self.beginnings.contains(word.text), !Self.modifiers.contains(word.text) { break }
        }
        return Scope(kind: .other, line: first, firstLine: first, lastLine: first)
    }

    private static let modifiers: Set<String> = [
        "package", "private", "internal", "fileprivate", "public", "static", "final", "nonisolated",
    ]
}
