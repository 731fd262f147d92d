/// Why a text is not JSON, or not within the limits: what is wrong and where.
/// It holds names of members (in `path`) but never a value of the text.
package struct JSONError: Error, Hashable, Sendable {
    /// What is wrong.
    package let problem: Problem

    /// The first byte that cannot stand where it stands, counted from 0;
    /// the number of bytes where the text ends too early.
    package let offset: Int

    /// The innermost value that was being read or awaited there, or the one just read where a comma
    /// or a bracket is missing after it: `$.dataSet.rows[3][1]`.
    package let path: String

    /// Tells what is wrong at a place of a text.
    package init(problem: Problem, offset: Int, path: String) {
        self.problem = problem
        self.offset = offset
        self.path = path
    }
}

extension JSONError: CustomStringConvertible {
    /// One line: the problem, the path and the offset.
    package var description: String { "\(path): \(problem.text) (at byte \(offset))" }
}

extension JSONError {
    /// Everything that can be wrong with a text.
    package enum Problem: Hashable, Sendable {
        case empty
        case byteOrderMark
        case endsEarly
        case trailingData
        case valueExpected
        case nameExpected
        case colonExpected
        case commaOrBracketExpected
        case commaOrBraceExpected
        case trailingComma
        case comment
        case singleQuote
        case badLiteral
        case leadingZero
        case digitExpected
        case controlCharacter
        case badEscape
        case loneSurrogate
        case invalidUTF8
        case duplicateName
        case tooDeep(max: Int)
        case tooManyMembers(max: Int)
    }
}

extension JSONError.Problem {
    /// For people: what is wrong and, where it is not plain, how to mend it.
    package var text: String {
        switch self {
        case .empty: "the text holds no value"
        case .byteOrderMark: "the text begins with a byte order mark; save it as UTF-8 without one"
        case .endsEarly: "the text ends too early"
        case .trailingData: "something follows the value; one text holds one value"
        case .valueExpected: "a value is expected here"
        case .nameExpected: "a member's name in double quotes is expected here"
        case .colonExpected: "a colon is expected after the member's name"
        case .commaOrBracketExpected: "a comma or ] is expected here"
        case .commaOrBraceExpected: "a comma or } is expected here"
        case .trailingComma: "nothing follows the comma; remove it"
        case .comment: "JSON has no comments; remove it"
        case .singleQuote: "strings stand in double quotes"
        case .badLiteral: "only true, false and null may stand without quotes, in lower case"
        case .leadingZero: "a number has no leading zero"
        case .digitExpected: "a digit is expected here"
        case .controlCharacter: "a control character in a string must be escaped, as \\n or \\u000a"
        case .badEscape: "no such escape; the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"
        case .loneSurrogate:
            "half of a surrogate pair; \\uD800…\\uDBFF and \\uDC00…\\uDFFF go together"
        case .invalidUTF8: "these bytes are not UTF-8"
        case .duplicateName: "the object already has a member of this name"
        case .tooDeep(let max): "nested deeper than \(max) arrays and objects"
        case .tooManyMembers(let max): "the object has more than \(max) members"
        }
    }
}
