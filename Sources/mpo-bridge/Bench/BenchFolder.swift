import Glibc

/// A folder of the bench's own: a daemon's configuration, store and log.
struct BenchFolder: Sendable {
    let path: String

    /// Makes a folder that nobody else can look into.
    init(in directory: String) throws(BenchError) {
        var template = Array("\(directory)/mpo-bridge-bench-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw BenchError(
                "cannot make a folder in \(directory): \(unsafe String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes the folder and the files in it; there are no folders in it.
    func remove() {
        if let entries = unsafe opendir(path) {
            while let entry = unsafe readdir(entries) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                    unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                        unsafe String(cString: $0)
                    }
                }
                if name != ".", name != ".." { unsafe unlink("\(path)/\(name)") }
            }
            unsafe closedir(entries)
        }
        unsafe rmdir(path)
    }

    /// A file's text; empty when there is no such file.
    func text(of name: String) -> String { Self.text(ofFile: "\(path)/\(name)") }

    private static func text(ofFile path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var text: [UInt8] = []
        while true {
            let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
                unsafe count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
            }
            if chunk.isEmpty { return String(decoding: text, as: UTF8.self) }
            text += chunk
        }
    }

    /// Writes a file anew.
    static func write(_ bytes: [UInt8], to path: String) throws(BenchError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw failure(path) }
            rest = rest.dropFirst(count)
        }
    }

    private static func failure(_ path: String) -> BenchError {
        BenchError("cannot write \(path): \(unsafe String(cString: strerror(errno)))")
    }

    /// Where stores are measured: the first of the usual places that is on a disk, else the first
    /// that can be written to at all.
    static func directory(_ asked: String?) -> (path: String, isInMemory: Bool) {
        let places =
            asked.map { [$0] } ?? [Environment.all["TMPDIR"], "/var/tmp", "/tmp"].compactMap { $0 }
        let writable = places.filter { unsafe access($0, W_OK | X_OK) == 0 }
        let chosen = writable.first { !isInMemory($0) } ?? writable.first ?? places[0]
        return (chosen, isInMemory(chosen))
    }

    /// Whether the file system under a path keeps nothing on a disk (proc(5), mountinfo(5)).
    private static func isInMemory(_ path: String) -> Bool {
        var kind = ""
        var longest = -1
        for line in text(ofFile: "/proc/self/mounts").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 2, words[1].count > longest, path.hasPrefix(words[1]) else {
                continue
            }
            longest = words[1].count
            kind = String(words[2])
        }
        return kind == "tmpfs" || kind == "ramfs"
    }
}
