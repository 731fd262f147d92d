import Foundation
import Glibc

/// `openssl s_server` with a certificate for "localhost" and 127.0.0.1 that nobody else trusts.
///
/// Sendable: nothing of it changes once it is made.
final class TLSServer: @unchecked Sendable {
    let port: UInt16
    let folder: URL
    private let process = Process()

    var certificate: String { folder.appending(path: "certificate.pem").path() }

    static let tool = "/usr/bin/openssl"

    /// - Parameter options: of s_server.
    init(_ options: String...) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.run(
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
                + [
                    "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost",
                ]
                + ["-keyout", "key.pem", "-out", "certificate.pem"], in: folder
        ).waitUntilExit()
        let output = Pipe()
        process.standardOutput = output
        try Self.start(
            process,
            ["s_server", "-accept", "127.0.0.1:0", "-www", "-key", "key.pem"]
                + ["-cert", "certificate.pem"] + options, in: folder)
        // It says "ACCEPT 127.0.0.1:<port>" once it listens.
        var said = ""
        while !said.hasSuffix("\n") || !said.contains("ACCEPT ") {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw NotStarted(said: said) }
            said += String(decoding: more, as: UTF8.self)
        }
        let digits = said.dropLast().reversed().prefix { $0.isNumber }.reversed()
        guard let port = UInt16(String(digits)) else { throw NotStarted(said: said) }
        self.port = port
    }

    struct NotStarted: Error {
        let said: String
    }

    deinit {
        // Not SIGTERM: a child inherits what its parent's thread has blocked (signal(7)), and
        // tests of signals block that one.
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func run(_ arguments: [String], in folder: URL) throws -> Process {
        let process = Process()
        try start(process, arguments, in: folder)
        return process
    }

    private static func start(_ process: Process, _ arguments: [String], in folder: URL) throws {
        process.executableURL = URL(filePath: tool)
        process.currentDirectoryURL = folder
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }
}

let hasOpenSSL = FileManager.default.isExecutableFile(atPath: TLSServer.tool)
