import Foundation
import JSON
import Testing

/// A folder with a configuration that is well on this machine, for a doctor to look at; what a test
/// makes ill is its own.
final class DoctorWorld {
    let folder: URL
    /// Sections of the configuration as JSON members, to be replaced one by one.
    var mpo: String
    var endpoints = #""allowedHosts": ["*.example.com"]"#
    var receiver = #""listen": "127.0.0.1:0""#
    var store: String

    static let secret = "0123456789012345678901234567890123456789"

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "mpo-bridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        mpo = #""syncURL": "http://127.0.0.1:9", "allowHTTP": true"#
        store = "\(folder.path)/bridge.db"
        try write(Self.secret, to: "install", mode: 0o600)
        try write(Self.secret, to: "api", mode: 0o600)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    @discardableResult
    func write(_ text: String, to name: String, mode: Int) throws -> String {
        let path = folder.appending(path: name).path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private var configuration: String {
        """
        { "receiver": { \(receiver) }, "store": { "path": "\(store)" },
          "ams": { "installs": [ { "installId": "i",
                                   "secret": { "file": "\(folder.path)/install" } } ],
                   "endpoints": { \(endpoints) } },
          "mpo": { \(mpo), "apiUser": "220", "connectTimeout": "5s",
                   "apiSecret": { "file": "\(folder.path)/api" } },
          "mappings": [ { "name": "offer", "processID": 66305 } ],
          "admin": { "socket": "\(folder.path)/admin.sock" } }
        """
    }

    /// What a doctor says of it.
    func doctor(
        _ words: String..., environment: [String: String] = [:]
    ) async throws -> Visit {
        let path = try write(configuration, to: "bridge.json", mode: 0o644)
        let run = try await Program.Run(
            ["doctor", "--config", path, "--json"] + words, environment: environment
        ).ended()
        return try Visit(run)
    }
}

/// What a doctor has said.
struct Visit {
    let status: Int32
    private let findings: [JSONValue]

    init(_ run: Program.Ended) throws {
        status = run.status
        let root = try JSONText(run.output).root
        findings = root["findings"]?.elements.map { $0 } ?? []
        #expect(root["isWell"]?.boolean == (status == 0))
        #expect(!run.output.contains(DoctorWorld.secret))
    }

    /// What was said of a check, of a subject with this text in it: `verdict: text`.
    func of(_ check: String, _ subject: String = "") -> [String] {
        findings.filter {
            $0["check"]?.string == check
                && (subject.isEmpty || $0["subject"]?.string?.contains(subject) == true)
        }.map { "\($0["verdict"]?.string ?? ""): \($0["text"]?.string ?? "")" }
    }

    /// Everything that failed.
    var failed: [String] {
        findings.filter { $0["verdict"]?.string == "fail" }.map {
            "\($0["check"]?.string ?? "") \($0["subject"]?.string ?? ""): "
                + ($0["text"]?.string ?? "")
        }
    }

    /// Whoever is told that something is wrong is told what to do.
    var isHelpful: Bool {
        findings.allSatisfy {
            let isWrong = ["fail", "warn"].contains($0["verdict"]?.string)
            return !isWrong || $0["mend"]?.string?.isEmpty == false
        }
    }
}
