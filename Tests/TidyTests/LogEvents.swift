/// The events that the code of `Log` can write.
enum LogEvents {
    struct Event: Hashable, Comparable, CustomStringConvertible {
        let name: String
        let level: String
        let fields: Set<String>

        var description: String { "\(name) (\(level)): \(fields.sorted())" }
        static func < (left: Event, right: Event) -> Bool { left.name < right.name }
    }

    /// Those of one file: a method an event, with the fields of the helpers that it calls. An event
    /// that several methods write has the fields of all of them.
    static func events(in text: String) throws -> [Event] {
        let methods = text.split(separator: "func ").dropFirst().map(String.init)
        var helpers: [(name: String, fields: Set<String>)] = []
        var events: [(name: String, level: String, fields: Set<String>, body: String)] = []
        for method in methods {
            let fields = try fields(of: method)
            if let found = method.firstMatch(of: #/write\(\s*\.([a-z]+),\s*"([a-z-]+)"/#) {
                events.append((String(found.2), String(found.1), fields, method))
            } else {
                helpers.append((String(method.prefix { $0.isLetter }), fields))
            }
        }
        var found: [String: Event] = [:]
        for (name, level, fields, body) in events {
            let called = helpers.filter { body.contains("\($0.name)(") }.flatMap(\.fields)
            let known = found[name]?.fields ?? []
            found[name] = Event(name: name, level: level, fields: known.union(fields).union(called))
        }
        return found.values.sorted()
    }

    private static func fields(of method: String) throws -> Set<String> {
        Set(method.matches(of: #/LogField\(\s*"([a-z-]+)"/#).map { String($0.1) })
    }

    /// Those of the README's table.
    static func events(ofTable lines: [Substring]) -> [Event] {
        lines.compactMap { line in
            // The first one is what stands before the table.
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
            guard cells.count >= 4, let name = quoted(cells[1]).first else { return nil }
            let level = String(cells[2].filter { $0 != " " })
            return Event(name: name, level: level, fields: Set(quoted(cells[3])))
        }.sorted()
    }

    /// The words between backticks.
    static func quoted(_ text: Substring) -> [String] {
        text.matches(of: #/`([^`]+)`/#).map { String($0.1) }
    }
}
