/// Rules about who may know whom.
enum ImportRules {
    /// Each C module has one Swift module that may import it; everybody else sees that one's types.
    static let doors = [
        "CCurl": "Curl", "CLinux": "HTTPServer", "COpenSSL": "Crypto", "CSQLite": "SQLite",
    ]

    /// These import nothing at all, the standard library's `Synchronization` included.
    static let pure: Set<String> = ["Bridge", "HTTPWire", "JSON"]

    /// Neighbours that must not know of each other: only `Service` knows them all.
    static let strangers: Set<String> = ["AMS", "MPO", "Store", "Curl", "HTTPServer"]

    /// Modules at the top, and the only ones that may import them.
    static let tops: [String: Set<String>] = [
        "Service": ["mpo-bridge"], "Simulator": ["mpo-bridge"], "SQLite": ["Store", "mpo-bridge"],
    ]

    /// The modules that a file imports, each with its line.
    static func imports(_ source: SourceText) -> [(line: Int, module: String)] {
        source.code.enumerated().compactMap { index, line in
            let words = line.words
            guard let position = words.firstIndex(of: "import"),
                words[..<position].allSatisfy({ modifiers.contains(String($0)) }),
                var module = words[words.index(after: position)...].first
            else { return nil }
            // import struct Module.Type
            if kinds.contains(String(module)), words.count > position + 2 {
                module = words[position + 2]
            }
            return (index + 1, String(module))
        }
    }

    private static let modifiers: Set<String> = [
        "public", "package", "internal", "private", "fileprivate", "testable", "preconcurrency",
        "_exported", "_implementationOnly",
    ]
    private static let kinds: Set<String> = [
        "struct", "class", "enum", "protocol", "func", "let", "var", "typealias",
    ]

    static func check(_ source: SourceText) -> [Finding] {
        imports(source).compactMap { line, module in
            problem(of: module, in: source).map { Finding(source, line, $0) }
        }
    }

    private static func problem(of module: String, in source: SourceText) -> String? {
        // The tests' own TLS client and certificates are not to be made by what they test.
        let isPeer = module == "COpenSSL" && source.module == "TestSupport"
        // A disk that fails when it is told to stands where SQLite expects the system's files.
        let isDisk = module == "CSQLite" && source.path.hasPrefix("Tests/StoreTests/Faults/")
        // How a loop waits on a kernel older than the one that runs the tests.
        let isWait = module == "CLinux" && source.path.hasSuffix("/EpollWaitTests.swift")
        if let door = doors[module], source.module != door, !isPeer, !isDisk, !isWait {
            return "\(module) is imported by \(door) only: use its types"
        }
        if module == "FoundationNetworking" { return "libcurl makes the calls" }
        guard source.isInSources else { return nil }
        if module.hasPrefix("Foundation") {
            return "Foundation is not imported here: it costs memory, and too much of it is slow"
        }
        if pure.contains(source.module) { return "\(source.module) imports nothing" }
        if strangers.contains(source.module), strangers.contains(module) {
            return "\(source.module) must not know of \(module): Service brings them together"
        }
        if let users = tops[module], !users.contains(source.module), source.module != module {
            return "\(module) is imported by \(users.sorted().joined(separator: ", ")) only"
        }
        return nil
    }
}
