/// Rules about memory that the compiler does not watch over.
enum UnsafeRules {
    /// The modules over a system library, and the store's thread and lock.
    static let doors: Set<String> = ["Crypto", "Curl", "HTTPServer", "SQLite", "Store"]

    /// Files and folders elsewhere that may, and why.
    static let exceptions: [String: String] = [
        "Sources/Service/Configuration/FileContents.swift":
            "open(2) and read(2), without Foundation",
        "Sources/Service/Engine/BridgeClock.swift": "clock_gettime(2) takes a pointer",
        "Sources/Service/Log/StandardError.swift": "write(2) takes a pointer",
        "Sources/Service/SystemdNotify.swift": "sockaddr_un and sendto(2) take pointers",
        "Sources/Simulator/SimulatorClock.swift": "clock_gettime(2) takes a pointer",
        "Sources/mpo-bridge/Bench/": "clocks, load and fdatasync(2) of what is measured",
        "Sources/mpo-bridge/Console.swift": "write(2) takes a pointer",
        "Sources/mpo-bridge/Environment.swift": "environ is an array of C strings",
        "Sources/mpo-bridge/Process/": "posix_spawn(3), pipes and folders of demo and bench",
    ]

    private static func exception(for path: String) -> String? {
        exceptions.keys.first { $0.hasSuffix("/") ? path.hasPrefix($0) : path == $0 }
    }

    /// One finding a file: where there is one such line there are many.
    static func check(_ source: SourceText) -> [Finding] {
        guard source.isInSources, !doors.contains(source.module),
            exception(for: source.path) == nil, let line = firstLine(source)
        else { return [] }
        let doors = doors.sorted().joined(separator: ", ")
        return [Finding(source, line, "unsafe code belongs into \(doors), or into the exceptions")]
    }

    /// Exceptions that nobody needs any more.
    static func idle(_ sources: [SourceText]) -> [String] {
        let needed = sources.filter { firstLine($0) != nil }.compactMap { exception(for: $0.path) }
        return exceptions.keys.filter { !needed.contains($0) }.sorted()
    }

    private static func firstLine(_ source: SourceText) -> Int? {
        source.code.firstIndex { $0.words.contains("unsafe") }.map { $0 + 1 }
    }
}
