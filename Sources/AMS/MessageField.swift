import JSON

/// Reads the values of a product's message, and says where one is missing or of the wrong kind.
///
/// Absent and `null` are the same everywhere: the product's documents show both for one thing.
enum MessageField {
    /// The text of a message as a JSON value.
    static func root(
        _ body: [UInt8], limits: JSONLimits
    ) throws(MessageError) -> JSONValue {
        let text: JSONText
        do {
            text = try JSONText(body, limits: limits)
        } catch {
            let place = TextPosition(of: error.offset, in: body)
            throw MessageError(
                path: error.path,
                problem: "\(error.problem.text) (line \(place.line), column \(place.column))")
        }
        guard text.root.kind == .object else { throw mustBe("an object", text.root, at: "$") }
        return text.root
    }

    /// An object; `nil` when absent.
    static func object(
        _ value: JSONValue?, at path: @autoclosure () -> String
    ) throws(MessageError) -> JSONValue? {
        guard let value, !value.isNull else { return nil }
        guard value.kind == .object else { throw mustBe("an object", value, at: path()) }
        return value
    }

    /// An array; `nil` when absent.
    static func array(
        _ value: JSONValue?, at path: @autoclosure () -> String
    ) throws(MessageError) -> JSONValue? {
        guard let value, !value.isNull else { return nil }
        guard value.kind == .array else { throw mustBe("an array", value, at: path()) }
        return value
    }

    /// A string; `nil` when absent.
    static func string(
        _ value: JSONValue?, at path: @autoclosure () -> String
    ) throws(MessageError) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let string = value.string else { throw mustBe("a string", value, at: path()) }
        return string
    }

    /// A whole number, also one that is written with a fraction of zeros; `nil` when absent.
    static func integer(
        _ value: JSONValue?, at path: @autoclosure () -> String
    ) throws(MessageError) -> Int? {
        guard let value, !value.isNull else { return nil }
        guard value.kind == .number else { throw mustBe("a whole number", value, at: path()) }
        guard let number = WholeNumber.value(value.bytes) else {
            throw MessageError(path: path(), problem: "is not a whole number that fits 64 bits")
        }
        return number
    }

    /// An id that we keep, log and send back in headers: text without control characters.
    static func id(
        _ value: JSONValue?, at path: @autoclosure () -> String
    ) throws(MessageError) -> String {
        guard let id = try string(value, at: path()) else { throw missing(path()) }
        guard !id.isEmpty, id.utf8.count <= MessageLimits.idBytesMax else {
            throw MessageError(
                path: path(), problem: "must have 1 to \(MessageLimits.idBytesMax) bytes")
        }
        let bytes = id.utf8Span.span
        guard bytes.indices.allSatisfy({ bytes[$0] >= 0x20 && bytes[$0] != 0x7F }) else {
            throw MessageError(path: path(), problem: "must have no control characters")
        }
        return id
    }

    static func missing(_ path: String) -> MessageError {
        MessageError(path: path, problem: "is missing")
    }

    static func mustBe(_ wanted: String, _ value: JSONValue, at path: String) -> MessageError {
        MessageError(path: path, problem: "must be \(wanted), is \(name(value.kind))")
    }

    static func name(_ kind: JSONKind) -> String {
        switch kind {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
