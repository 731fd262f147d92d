import Foundation
import Testing

/// A program of the system that speaks to the daemon as any client in the world does.
struct Tool: Sendable {
    struct Result: Sendable {
        let status: Int32
        let output: String
    }

    static let curl = Tool("curl")
    static let openssl = Tool("openssl")
    static let python = Tool("python3")
    /// A load generator.
    static let wrk = Tool("wrk")
    /// The Python that has `requests`: another one may stand before the system's.
    static let pythonWithRequests = [python, Tool(path: "/usr/bin/python3")].lazy
        .compactMap(\.self).first { (try? $0.run(["-c", "import requests"]))?.status == 0 }

    private let path: URL

    /// nil when it is not installed.
    private init?(_ name: String) {
        let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let paths = folders.split(separator: ":").map { "\($0)/\(name)" }
        guard let path = paths.first(where: FileManager.default.isExecutableFile) else {
            return nil
        }
        self.init(path: path)
    }

    private init?(path: String) {
        guard FileManager.default.isExecutableFile(atPath: path) else { return nil }
        self.path = URL(fileURLWithPath: path)
    }

    /// What the tests without it say.
    static func isMissing(_ package: String) -> Comment {
        "\(package) is not installed: apt-get install \(package)"
    }

    /// Runs it to its end, with both of its outputs in one.
    func run(_ arguments: [String], input: String = "") throws -> Result {
        let process = Process()
        let output = Pipe()
        let source = Pipe()
        process.executableURL = path
        process.arguments = arguments
        process.standardInput = source
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try output.fileHandleForWriting.close()
        // A program that ends before it has read everything is none of our business.
        try? source.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try source.fileHandleForWriting.close()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: String(decoding: bytes, as: UTF8.self))
    }
}
