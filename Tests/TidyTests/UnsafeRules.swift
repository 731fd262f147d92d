/// Rules about memory that the compiler does not watch over.
enum UnsafeRules {
    /// The modules over a system library, and the store's thread and lock.
    static let doors: Set<String> = ["Crypto", "Curl", "HTTPServer", "SQLite", "Store"]

    /// Files elsewhere that may, and why.
    static let exceptions: [String: String] = [
        "Sources/Service/Configuration/FileContents.swift":
            "open(2) and read(2), without Foundation",
        "Sources/Service/Engine/BridgeClock.swift": "clock_gettime(2) takes a pointer",
        "Sources/Service/Log/StandardError.swift": "write(2) takes a pointer",
        "Sources/Simulator/SimulatorClock.swift": "clock_gettime(2) takes a pointer",
        "Sources/mpo-bridge/Console.swift": "write(2) takes a pointer",
        "Sources/mpo-bridge/Environment.swift": "environ is an array of C strings",
    ]

    static func check(_ source: SourceText) -> [Finding] {
        guard source.isInSources, !doors.contains(source.module), exceptions[source.path] == nil
        else { return [] }
        return lines(source).map {
            Finding(source, $0, "unsafe code belongs behind the doors: \(doors.sorted())")
        }
    }

    /// An exception that nobody needs any more.
    static func idle(_ sources: [SourceText]) -> [String] {
        let needed = Set(sources.filter { !lines($0).isEmpty }.map(\.path))
        return exceptions.keys.filter { !needed.contains($0) }.sorted()
    }

    private static func lines(_ source: SourceText) -> [Int] {
        source.code.enumerated().filter { $0.element.words.contains("unsafe") }.map {
            $0.offset + 1
        }
    }
}
