/// Rules about words: what must not stand in the code, or only with a reason beside it.
enum WordRules {
    /// Marks of unfinished work. A file with one of them is not finished.
    static let leftovers: Set<Substring> = ["TODO", "FIXME", "XXX", "HACK"]

    static func leftovers(_ source: SourceText) -> [Finding] {
        zip(source.code, source.comments).enumerated().flatMap { index, line in
            (line.0.words + line.1.words).filter(leftovers.contains).map {
                Finding(source, index + 1, "\($0): finish it, or write an issue")
            }
        }
    }

    /// What must not be written anywhere, and what to write instead.
    private static let banned: [(text: String, instead: String)] = [
        ("try!", "handle the error"),
        ("as!", "use as? and handle nil"),
        ("fatalError(", "throw, or use precondition with a reason"),
    ]

    /// What must not be written in the sources, and why.
    private static let bannedInSources: [(word: Substring, instead: String)] = [
        ("JSONDecoder", "use the module JSON: it is faster and keeps numbers as written"),
        ("JSONEncoder", "use JSONWriter"),
        ("JSONSerialization", "use the module JSON: it is faster and keeps numbers as written"),
        ("Codable", "use the module JSON"),
        ("Decodable", "use the module JSON"),
        ("Encodable", "use JSONWriter"),
    ]

    static func banned(_ source: SourceText) -> [Finding] {
        source.code.enumerated().flatMap { index, line in
            var messages = banned.filter { line.contains($0.text) }.map {
                "\($0.text) may end the process: \($0.instead)"
            }
            if source.isInSources {
                let words = line.words
                messages += bannedInSources.filter { words.contains($0.word) }.map {
                    "\($0.word): \($0.instead)"
                }
            }
            if source.isInTests, line.contains("sleep("),
                !source.isPreceded(index + 1, by: { $0.contains("// Sleeps because ") })
            {
                messages.append("a test waits for an event, not for time; or say why above")
            }
            return messages.map { Finding(source, index + 1, $0) }
        }
    }

    /// Whoever takes a check out of the compiler's hands says why it holds.
    static func unproven(_ source: SourceText) -> [Finding] {
        source.code.enumerated().compactMap { index, line in
            let promises = ["@unchecked Sendable", "nonisolated(unsafe)"]
            guard let promise = promises.first(where: line.contains),
                !source.isCommented(index + 1)
            else { return nil }
            return Finding(source, index + 1, "\(promise) without a comment above that proves it")
        }
    }

    /// Suffixes that say nothing of what a type is.
    private static let emptySuffixes = ["Manager", "Helper", "Helpers", "Util", "Utils", "Impl"]
    private static let typeWords: Set<Substring> = [
        "struct", "class", "enum", "actor", "protocol", "typealias",
    ]

    static func emptyNames(_ source: SourceText) -> [Finding] {
        source.code.enumerated().flatMap { index, line in
            let words = line.words
            return zip(words, words.dropFirst()).compactMap { word, name -> Finding? in
                guard typeWords.contains(word),
                    let suffix = emptySuffixes.first(where: { name.hasSuffix($0) })
                else { return nil }
                return Finding(source, index + 1, "\(name): say what it does instead of \(suffix)")
            }
        }
    }
}
