import JSON

/// The members of one object, read by name; remembers which names were asked for.
final class ObjectReader {
    private let place: Place
    private let names: [(text: String, offset: Int)]
    private let valuesByName: [String: JSONValue]
    private var known: [String] = []

    /// - Precondition: the value is an object.
    init(_ place: Place) {
        precondition(place.value.kind == .object, "only an object has members")
        var names: [(text: String, offset: Int)] = []
        var valuesByName: [String: JSONValue] = [:]
        for (name, value) in place.value.members {
            let text = name.string ?? ""
            names.append((text, name.range.lowerBound))
            valuesByName[text] = value
        }
        self.place = place
        self.names = names
        self.valuesByName = valuesByName
    }

    /// Whether the key is there, whatever its value.
    func has(_ key: String) -> Bool { valuesByName[key] != nil }

    func place(_ key: String) -> Place? {
        valuesByName[key].map { place.member(key, $0) }
    }

    /// All members in their order, whatever their names: none of them is unknown any more.
    func allMembers() -> [(key: String, place: Place)] {
        known += names.map(\.text)
        return names.compactMap { name in place(name.text).map { (name.text, $0) } }
    }

    /// A value that may be missing; `nil` also when it is wrong.
    func optional<Value>(_ key: String, _ reader: ValueReader<Value>) -> Value? {
        known.append(key)
        return place(key).flatMap { reader.read($0) }
    }

    /// A value that may be missing; the default also when it is wrong.
    func value<Value>(
        _ key: String, _ reader: ValueReader<Value>, default standard: Value
    ) -> Value {
        optional(key, reader) ?? standard
    }

    /// A value that must be there; `nil` when it is missing or wrong.
    ///
    /// - Parameter example: JSON that would do.
    func required<Value>(
        _ key: String, _ reader: ValueReader<Value>, example: String
    ) -> Value? {
        if !has(key) {
            place.notes.add(
                .mistake, offset: place.value.range.lowerBound, path: place.path(of: key),
                problem: "is missing", value: nil, mend: #"add "\#(key)": \#(example)"#)
        }
        return optional(key, reader)
    }

    /// Notes each key that nobody asked for. In a secret's place the name itself could be the
    /// secret: it is shown only if it is nearly one of the known names.
    func noteUnknownKeys() {
        for name in names where !known.contains(name.text) {
            let missing = known.filter { !has($0) }
            let suggestion = Suggestion.nearest(to: name.text, among: missing)
            let isShown = !place.isSecret || suggestion != nil
            let choice = known.map { "\"\($0)\"" }.joined(separator: ", ")
            place.notes.add(
                .mistake, offset: name.offset,
                path: isShown ? place.path(of: name.text) : place.path,
                problem: isShown ? "is not a known key" : "holds a key that is not known",
                value: nil,
                mend: suggestion.map { "rename it to \"\($0)\"" }
                    ?? "remove it; known here: \(choice)",
                suggestion: suggestion)
        }
    }
}
