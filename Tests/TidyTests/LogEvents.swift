/// The events that the code of `Log` can write.
enum LogEvents {
    struct Event: Hashable, Comparable, CustomStringConvertible {
        let name: String
        let level: String
        let fields: Set<String>

        var description: String { "\(name) (\(level)): \(fields.sorted())" }
        static func < (left: Event, right: Event) -> Bool { left.name < right.name }
    }

    /// Those of one file. What a method has before its first event, and the helpers that it calls,
    /// give their fields to each of its events; an event that several methods write has those of
    /// all.
    static func events(in text: String) throws -> [Event] {
        let methods = text.split(separator: "func ").dropFirst().map(String.init)
        let helpers = methods.filter { !$0.contains("write(") }.map {
            (name: String($0.prefix { $0.isLetter }), fields: fields(of: $0))
        }
        var found: [String: Event] = [:]
        for method in methods {
            let parts = method.split(separator: "write(").map(String.init)
            let called = helpers.filter { method.contains("\($0.name)(") }.flatMap(\.fields)
            let shared = fields(of: parts.first ?? "").union(called)
            for part in parts.dropFirst() {
                guard let event = part.firstMatch(of: #/^\s*\.([a-z]+),\s*"([a-z-]+)"/#) else {
                    continue
                }
                let name = String(event.2)
                let known = found[name]?.fields ?? []
                found[name] = Event(
                    name: name, level: String(event.1),
                    fields: fields(of: part).union(shared).union(known))
            }
        }
        return found.values.sorted()
    }

    private static func fields(of method: String) -> Set<String> {
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
