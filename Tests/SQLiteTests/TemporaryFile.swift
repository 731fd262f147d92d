import Foundation

/// A path in a directory of its own that goes with it.
final class TemporaryFile {
    private let directory: URL
    var path: String { directory.appending(path: "test.db").path }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(
            path: "sqlite-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }
}
