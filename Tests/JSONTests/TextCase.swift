import JSON
import Testing

/// A text by name, for tables of tests.
struct TextCase: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]

    init(_ name: String, _ text: String) {
        self.name = name
        bytes = Array(text.utf8)
    }

    init(_ name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    var testDescription: String { name }
}

/// A text that must be refused, why and where.
struct RefusedCase: CustomTestStringConvertible, Sendable {
    let text: TextCase
    let problem: JSONError.Problem
    let offset: Int

    init(_ name: String, _ text: String, _ problem: JSONError.Problem, _ offset: Int) {
        self.init(name, bytes: Array(text.utf8), problem, offset)
    }

    init(_ name: String, bytes: [UInt8], _ problem: JSONError.Problem, _ offset: Int) {
        text = TextCase(name, bytes: bytes)
        self.problem = problem
        self.offset = offset
    }

    var testDescription: String { text.name }
}

/// Bytes between quotation marks, in an array: where strings of any bytes can stand.
func string(_ content: [UInt8]) -> [UInt8] {
    [UInt8(ascii: "["), UInt8(ascii: "\"")] + content + [UInt8(ascii: "\""), UInt8(ascii: "]")]
}

/// The error a text is refused with; records an issue where it is accepted.
func refusal(
    of bytes: [UInt8], limits: JSONLimits = JSONLimits(),
    sourceLocation: SourceLocation = #_sourceLocation
) -> JSONError? {
    do throws(JSONError) {
        _ = try JSONText(bytes, limits: limits)
        Issue.record("accepted", sourceLocation: sourceLocation)
        return nil
    } catch {
        return error
    }
}

/// Reads every value of a text in every way there is; gives how many there were.
@discardableResult
func walk(_ value: JSONValue) -> Int {
    _ = (value.string, value.integer, value.double, value.boolean, value.isNull, value.kind)
    var count = 1
    for element in value.elements { count += walk(element) }
    for (name, member) in value.members { count += walk(name) + walk(member) }
    return count
}
