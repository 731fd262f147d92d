import JSON

/// A value of the configuration's text, where it stands, and the notes on what is wrong with it.
struct Place {
    let value: JSONValue
    /// As people write it: `mappings[0].parameters.city`; empty for the whole text.
    let path: String
    let notes: MistakeNotes
    /// The value may be a secret, or hold one: no message shows it.
    var isSecret = false

    func mistake(
        _ problem: String, mend: String, suggestion: String? = nil, showsValue: Bool = true
    ) {
        note(.mistake, problem, mend, suggestion, showsValue)
    }

    func warning(
        _ problem: String, mend: String, suggestion: String? = nil, showsValue: Bool = true
    ) {
        note(.warning, problem, mend, suggestion, showsValue)
    }

    private func note(
        _ gravity: MistakeNotes.Gravity, _ problem: String, _ mend: String, _ suggestion: String?,
        _ showsValue: Bool
    ) {
        notes.add(
            gravity, offset: value.range.lowerBound, path: path, problem: problem,
            value: showsValue && !isSecret ? shownValue : nil, mend: mend, suggestion: suggestion)
    }

    /// The value as it stands in the text, cut; of an object or an array only that it is one, since
    /// there is no telling what is in it.
    private var shownValue: String {
        switch value.kind {
        case .object: "an object"
        case .array: "an array"
        case .null, .boolean, .number, .string:
            PrintableText.escaped(
                String(decoding: value.bytes, as: UTF8.self), max: 80)
        }
    }

    /// Reads the members of an object; `nil` if the value is none. Members that `body` does not ask
    /// for are mistakes.
    func object<Value>(_ body: (ObjectReader) -> Value?) -> Value? {
        guard value.kind == .object else {
            mistake("must be an object", mend: "write {…}")
            return nil
        }
        let reader = ObjectReader(self)
        let result = body(reader)
        reader.noteUnknownKeys()
        return result
    }

    /// Reads the elements of an array; `nil` if the value is none. Elements that cannot be read are
    /// left out: each has its mistake.
    func elements<Value>(_ body: (Place) -> Value?) -> [Value]? {
        guard value.kind == .array else {
            mistake("must be an array", mend: "write […]")
            return nil
        }
        return value.elements.enumerated().compactMap { index, element in
            body(self.element(index, element))
        }
    }

    var hasNoElement: Bool { element(0) == nil }

    func element(_ index: Int) -> Place? {
        value[index].map { element(index, $0) }
    }

    private func element(_ index: Int, _ value: JSONValue) -> Place {
        Place(value: value, path: "\(path)[\(index)]", notes: notes, isSecret: isSecret)
    }

    func member(_ key: String) -> Place? {
        value[key].map { member(key, $0) }
    }

    func member(_ key: String, _ value: JSONValue) -> Place {
        Place(value: value, path: self.path(of: key), notes: notes, isSecret: isSecret)
    }

    /// `mpo.timeout`, or `extra["company id"]` for a key that is no plain word.
    func path(of key: String) -> String {
        guard !key.isEmpty, key.count <= 64, key.utf8.allSatisfy({ ASCII.isWord($0) || $0 == 0x2d })
        else { return #"\#(path)["\#(PrintableText.escaped(key, max: 64))"]"# }
        return path.isEmpty ? key : "\(path).\(key)"
    }
}
