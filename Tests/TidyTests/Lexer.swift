/// Tells code, comments and strings apart, as far as rules about lines need it. Both results have
/// the bytes of the source at their places, and blanks elsewhere.
struct Lexer {
    private enum Mode {
        /// `parentheses` counts within an interpolation; `nil` outside of strings.
        case code(parentheses: Int?)
        case string(hashes: Int, isMultiline: Bool)
    }

    private let source: [UInt8]
    private var position = 0
    private var modes: [Mode] = [.code(parentheses: nil)]
    private(set) var code: [UInt8]
    private(set) var comments: [UInt8]

    init(_ source: [UInt8]) {
        self.source = source
        let blank = source.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
        code = blank
        comments = blank
    }

    mutating func run() {
        while position < source.count {
            switch modes.last {
            case .code(let parentheses): stepCode(parentheses)
            case .string(let hashes, let isMultiline): stepString(hashes, isMultiline)
            case nil: return
            }
        }
    }

    private func isNext(_ text: StaticString, at offset: Int = 0) -> Bool {
        let start = position + offset
        guard start + text.utf8CodeUnitCount <= source.count else { return false }
        return "\(text)".utf8.elementsEqual(source[start..<start + text.utf8CodeUnitCount])
    }

    private func hashes(at start: Int) -> Int {
        source[start...].prefix { $0 == UInt8(ascii: "#") }.count
    }

    // MARK: - Code

    private mutating func stepCode(_ parentheses: Int?) {
        switch source[position] {
        case UInt8(ascii: "/") where isNext("//"): lineComment()
        case UInt8(ascii: "/") where isNext("/*"): blockComment()
        case UInt8(ascii: "`"): rawIdentifier()
        case UInt8(ascii: "\""): beginString(hashes: 0)
        case UInt8(ascii: "#"):
            let count = hashes(at: position)
            if isNext("\"", at: count) { beginString(hashes: count) } else { keepCode() }
        case UInt8(ascii: "(") where parentheses != nil:
            modes[modes.count - 1] = .code(parentheses: (parentheses ?? 0) + 1)
            keepCode()
        case UInt8(ascii: ")") where parentheses == 0:
            modes.removeLast()
            position += 1
        case UInt8(ascii: ")") where parentheses != nil:
            modes[modes.count - 1] = .code(parentheses: (parentheses ?? 1) - 1)
            keepCode()
        default: keepCode()
        }
    }

    private mutating func keepCode() {
        code[position] = source[position]
        position += 1
    }

    private mutating func lineComment() {
        while position < source.count, source[position] != UInt8(ascii: "\n") {
            comments[position] = source[position]
            position += 1
        }
    }

    private mutating func blockComment() {
        var depth = 0
        repeat {
            if isNext("/*") {
                depth += 1
                position += 2
            } else if isNext("*/") {
                depth -= 1
                position += 2
            } else {
                comments[position] = source[position]
                position += 1
            }
        } while depth > 0 && position < source.count
    }

    /// The words of a raw identifier are no code; something of it stays, for a name is there.
    private mutating func rawIdentifier() {
        code[position] = UInt8(ascii: "_")
        position += 1
        while position < source.count, source[position] != UInt8(ascii: "\n") {
            position += 1
            if source[position - 1] == UInt8(ascii: "`") { return }
        }
    }

    // MARK: - Strings

    private mutating func beginString(hashes: Int) {
        position += hashes
        let isMultiline = isNext("\"\"\"") && !(hashes > 0 && closesInLine(hashes))
        position += isMultiline ? 3 : 1
        modes.append(.string(hashes: hashes, isMultiline: isMultiline))
    }

    /// Whether a raw string whose first characters look like three marks is one line: `#""""#`
    /// holds two.
    private func closesInLine(_ hashes: Int) -> Bool {
        let line = source[(position + 1)...].prefix { $0 != UInt8(ascii: "\n") }
        return line.indices.contains {
            source[$0] == UInt8(ascii: "\"") && self.hashes(at: $0 + 1) >= hashes
        }
    }

    private mutating func stepString(_ hashes: Int, _ isMultiline: Bool) {
        switch source[position] {
        case UInt8(ascii: "\\") where self.hashes(at: position + 1) >= hashes:
            position += 1 + hashes
            if isNext("(") { modes.append(.code(parentheses: 0)) }
            position += 1
        case UInt8(ascii: "\"") where isMultiline ? isNext("\"\"\"") : true:
            let length = isMultiline ? 3 : 1
            let isEnd =
                position + length <= source.count
                && self.hashes(at: position + length) >= hashes
            position += length + (isEnd ? hashes : 0)
            if isEnd { modes.removeLast() }
        case UInt8(ascii: "\n") where !isMultiline:
            // No valid source comes here; the rest of the file must not pay for it.
            modes.removeLast()
            position += 1
        default:
            position += 1
        }
    }
}
