import Bridge
import JSON

/// The body of `POST /v1/acts`, checked.
///
/// `{"verb":"retry","invocation":"…","row":3,"state":"failed","mapping":"…","rowsPerSecond":10,
/// "mayRepeat":false,"preview":false}`, and for `resolve` either `"result"` (any JSON) or
/// `"message"` (a string), with `"resolution":"succeeded"` or `"failed"`.
struct ActMessage {
    let verb: ActVerb
    /// An id or the beginning of one.
    let invocation: String?
    let row: Int?
    let state: ExceptionState?
    let mapping: String?
    let resolution: Resolution?
    let rowsPerSecond: Double?
    /// Rows of which nobody knows whether they have a task may be sent again.
    let mayRepeat: Bool
    /// Only say how many rows it would concern.
    let isPreview: Bool
    /// What an operator says about a pause.
    let why: String?

    init(_ body: [UInt8]) throws(AdminRefusal) {
        var members = try Members(body)
        guard let verb = try members.word("verb", ActVerb.self, of: ActVerb.allCases) else {
            throw Members.refusal("'verb' is missing: retry, resolve, resume, pause or unpause")
        }
        self.verb = verb
        invocation = try members.string("invocation")
        row = try members.take("row") { $0.integer }
        state = try members.word("state", ExceptionState.self, of: ActScope.states)
        mapping = try members.string("mapping")
        rowsPerSecond = try members.take("rowsPerSecond") { $0.double }
        mayRepeat = try members.take("mayRepeat") { $0.boolean } ?? false
        isPreview = try members.take("preview") { $0.boolean } ?? false
        why = try members.string("why")
        resolution = try Self.resolution(&members)
        try members.finish()
    }

    private static func resolution(_ members: inout Members) throws(AdminRefusal) -> Resolution? {
        let message = try members.string("message")
        let result = members.value("result").map { Array($0.bytes) }
        switch try members.string("resolution") {
        case nil:
            guard message == nil, result == nil else {
                throw Members.refusal("'resolution' says whether it is a result or a message")
            }
            return nil
        case "succeeded":
            guard message == nil else {
                throw Members.refusal("'message' belongs to the resolution failed")
            }
            return .succeeded(result: result)
        case "failed":
            guard result == nil, let message else {
                throw Members.refusal("the resolution failed needs a 'message' and no 'result'")
            }
            return .failed(message: message)
        default:
            throw Members.refusal("'resolution' is succeeded or failed")
        }
    }
}

extension ActMessage {
    /// The members of the body, each taken once.
    private struct Members {
        private var values: [String: JSONValue] = [:]

        init(_ body: [UInt8]) throws(AdminRefusal) {
            let root: JSONValue
            do throws(JSONError) {
                root = try JSONText(body).root
            } catch {
                throw Self.refusal("the body is not JSON: \(error)")
            }
            guard root.kind == .object else { throw Self.refusal("the body is no object") }
            for (name, value) in root.members { values[name.string ?? ""] = value }
        }

        /// `nil` when it is absent or null.
        mutating func value(_ name: String) -> JSONValue? {
            values.removeValue(forKey: name).flatMap { $0.isNull ? nil : $0 }
        }

        mutating func take<Value>(
            _ name: String, _ read: (JSONValue) -> Value?
        ) throws(AdminRefusal) -> Value? {
            guard let value = value(name) else { return nil }
            guard let read = read(value) else {
                throw Self.refusal("'\(name)' is of the wrong kind")
            }
            return read
        }

        mutating func string(_ name: String) throws(AdminRefusal) -> String? {
            try take(name) { $0.string }
        }

        mutating func word<Word: RawRepresentable>(
            _ name: String, _ type: Word.Type, of words: [Word]
        ) throws(AdminRefusal) -> Word? where Word.RawValue == String {
            guard let text = try string(name) else { return nil }
            guard let word = words.first(where: { $0.rawValue == text }) else {
                let choice = words.map(\.rawValue).joined(separator: ", ")
                throw Self.refusal("'\(name)' is one of \(choice)")
            }
            return word
        }

        func finish() throws(AdminRefusal) {
            guard let name = values.keys.min() else { return }
            throw Self.refusal("there is no member '\(name)'")
        }

        static func refusal(_ message: String) -> AdminRefusal {
            AdminRefusal(
                .badRequest, message, mend: "correct the body; the README shows one of each kind")
        }
    }
}
