/// One file of the checkout, taken apart into code and comments, so that a rule about one is never
/// fooled by the other or by a string.
struct SourceText {
    /// Relative to the root of the checkout.
    let path: String
    let lines: [String]
    /// The lines with blanks in place of comments and of what stands in quotation marks. The code
    /// of an interpolation is code.
    let code: [String]
    /// The lines with blanks in place of everything that is not in a comment.
    let comments: [String]
    /// `code` as one text, to look for braces in.
    let codeBytes: [UInt8]

    init(path: String, text: String) {
        self.path = path
        var lexer = Lexer(Array(text.utf8))
        lexer.run()
        codeBytes = lexer.code
        lines = Self.lines(Array(text.utf8))
        code = Self.lines(lexer.code)
        comments = Self.lines(lexer.comments)
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The module or test target that the file belongs to.
    var module: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    var isSwift: Bool { path.hasSuffix(".swift") }
    var isInSources: Bool { path.hasPrefix("Sources/") }
    var isInTests: Bool { path.hasPrefix("Tests/") }
}

/// A rule that is broken at a place. Lines count from 1.
struct Finding: Hashable, CustomStringConvertible {
    let path: String
    let line: Int
    let message: String

    init(_ source: SourceText, _ line: Int, _ message: String) {
        path = source.path
        self.line = line
        self.message = message
    }

    var description: String { "\(path):\(line): \(message)" }
}

extension String {
    /// The words of a line of code: names, keywords and numbers.
    var words: [Substring] {
        split { !($0.isLetter || $0.isNumber || $0 == "_") }
    }
}
