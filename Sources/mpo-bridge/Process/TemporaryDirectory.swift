import Glibc

/// A directory of one's own, below `$TMPDIR` or `/tmp` unless it is to be elsewhere.
struct TemporaryDirectory {
    let path: String

    init(named name: String, in place: String? = nil) throws(CommandError) {
        let parent =
            place ?? Environment.all["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        // mkdtemp(3): "The last six characters of template must be XXXXXX and these are replaced
        // with a string that makes the directory name unique. The directory is then created with
        // permissions 0700."
        var template = Array("\(Files.absolute(parent))/\(name)-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw Files.failure("make a directory in", parent)
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Removes it and the files in it. What cannot be removed stays: it is below `/tmp`.
    func remove() {
        guard let directory = unsafe opendir(path) else { return }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        unsafe closedir(directory)
        for name in names { _ = unsafe unlink(file(name)) }
        _ = unsafe rmdir(path)
    }
}
