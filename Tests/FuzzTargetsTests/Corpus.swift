import FuzzTargets
import Glibc

/// The files of `Tests/FuzzTargets/Corpus`.
enum Corpus {
    static func inputs(of target: FuzzTarget) throws -> [[UInt8]] {
        let folder = root + "/" + target.rawValue
        return try names(in: folder).sorted().map { try bytes(of: folder + "/" + $0) }
    }

    private static let root: String = {
        let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        return tests.joined(separator: "/") + "/FuzzTargets/Corpus"
    }()

    private static func names(in folder: String) throws -> [String] {
        guard let directory = unsafe opendir(folder) else { throw Unreadable(path: folder) }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        guard let file = unsafe fopen(path, "rb") else { throw Unreadable(path: path) }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }

    struct Unreadable: Error {
        let path: String
    }
}
