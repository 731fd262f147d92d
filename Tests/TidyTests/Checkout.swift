import Foundation
import Testing

/// The files that these tests were built from.
enum Checkout {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// All sources, tests, and the manifest, taken apart once.
    static let sources: [SourceText] = {
        let swift = (try? files(in: ["Sources", "Tests"])) ?? []
        return (swift + ["Package.swift"]).compactMap { path in
            text(path).map { SourceText(path: path, text: $0) }
        }
    }()

    static func text(_ path: String) -> String? {
        try? String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The paths of the source files in some folders, in order.
    private static func files(in folders: [String]) throws -> [String] {
        try folders.flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path())
                .filter { $0.hasSuffix(".swift") || $0.hasSuffix(".h") }
                .map { "\(folder)/\($0)" }
                .sorted()
        }
    }

    /// What lies at the top, but for what begins with a dot.
    static func top() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.path())
            .filter { !$0.hasPrefix(".") }
            .sorted()
    }

    /// Fails the test at the very line of the file that breaks a rule.
    static func report(_ findings: [Finding]) {
        for finding in findings {
            let place = SourceLocation(
                fileID: "Tidy/\(finding.path)",
                filePath: root.appending(path: finding.path).path(), line: finding.line, column: 1)
            Issue.record("\(finding.path): \(finding.message)", sourceLocation: place)
        }
    }
}
