import Foundation

/// Runs of the real executable, which was built with this test bundle and lies beside it.
enum Program {
    /// A run that is over.
    struct Ended {
        let status: Int32
        let output: String
        let messages: String

        /// What it printed on stdout, as JSON.
        var json: [String: Any] {
            get throws {
                let object = try JSONSerialization.jsonObject(with: Data(output.utf8))
                return object as? [String: Any] ?? [:]
            }
        }
    }

    /// Runs it to its end.
    static func run(
        _ arguments: String..., environment: [String: String] = [:]
    ) async throws -> Ended {
        let run = try Run(arguments, environment: environment)
        return try await run.ended()
    }

    /// A run that may still go on.
    final class Run {
        private let process = Process()
        private let folder: URL
        private let ends: AsyncStream<Int32>

        init(_ arguments: [String], environment: [String: String] = [:]) throws {
            folder = FileManager.default.temporaryDirectory.appending(
                path: "mpo-bridge-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            process.executableURL = BridgeProcess.executable
            process.arguments = arguments
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            process.currentDirectoryURL = folder
            process.standardOutput = try Self.file(folder, "stdout")
            process.standardError = try Self.file(folder, "stderr")
            let (ends, continuation) = AsyncStream.makeStream(of: Int32.self)
            self.ends = ends
            process.terminationHandler = { process in
                continuation.yield(process.terminationStatus)
                continuation.finish()
            }
            try process.run()
        }

        deinit {
            if process.isRunning { process.terminate() }
            try? FileManager.default.removeItem(at: folder)
        }

        private static func file(_ folder: URL, _ name: String) throws -> FileHandle {
            let url = folder.appending(path: name)
            try Data().write(to: url)
            return try FileHandle(forWritingTo: url)
        }

        private func text(_ name: String) throws -> String {
            try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }

        /// The path of a file in the run's working directory.
        func path(_ name: String) -> String { folder.appending(path: name).path }

        /// The first line on stdout, once it is whole.
        func firstLine() async throws -> String {
            while true {
                let text = try text("stdout")
                if let end = text.firstIndex(of: "\n") { return String(text[..<end]) }
                guard process.isRunning else {
                    throw BridgeProcess.Failure(description: try self.text("stderr"))
                }
                // Sleeps because a file tells nobody that it grew.
                try await Task.sleep(for: .milliseconds(10))
            }
        }

        func terminate() { process.terminate() }

        func ended() async throws -> Ended {
            var status: Int32 = -1
            for await end in ends { status = end }
            return Ended(status: status, output: try text("stdout"), messages: try text("stderr"))
        }
    }
}
