/// Every declaration that crosses a module says what it is: itself, or by the type that it is in.
enum DocumentationRules {
    private static let kinds: Set<Substring> = [
        "struct", "class", "enum", "actor", "protocol", "typealias", "func",
    ]
    private static let modifiers: Set<Substring> = [
        "final", "static", "mutating", "nonmutating", "consuming", "borrowing", "nonisolated",
        "indirect", "unsafe", "override",
    ]

    static func check(_ source: SourceText) -> [Finding] {
        guard source.isInSources else { return [] }
        let scopes = ScopeScanner(source.codeBytes).scopes.filter { $0.kind != .other }
        return source.code.enumerated().compactMap { index, line in
            let number = index + 1
            guard let name = declaration(line), !source.isDocumented(number) else { return nil }
            let isInDocumented = scopes.contains { scope in
                scope.firstLine < number && number <= scope.lastLine
                    && source.isDocumented(scope.line)
            }
            return isInDocumented ? nil : Finding(source, number, "\(name) has no doc comment")
        }
    }

    /// What a line declares for other modules: `struct Name` or `func name`.
    private static func declaration(_ line: String) -> String? {
        let words = line.words
        guard let start = words.firstIndex(of: "package"),
            words[..<start].allSatisfy(isAttribute),
            let kind = words[(start + 1)...].first(where: { !modifiers.contains($0) }),
            kinds.contains(kind), let position = words.firstIndex(of: kind)
        else { return nil }
        // What an operator means is known.
        guard let name = words[(position + 1)...].first, line.contains("\(kind) \(name)") else {
            return nil
        }
        return "\(kind) \(name)"
    }

    private static func isAttribute(_ word: Substring) -> Bool {
        ["safe", "unsafe", "inline", "__always", "frozen", "discardableResult", "concurrent"]
            .contains(word)
    }
}
