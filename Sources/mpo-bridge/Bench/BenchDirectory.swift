import Glibc

/// Where the stores lie that are measured.
struct BenchDirectory: Sendable {
    let path: String
    /// Nothing of it is on a disk, and so no disk is measured.
    let isInMemory: Bool

    /// What was asked for, or the first of the usual places that is on a disk, or else the first
    /// that can be written to at all.
    init(_ asked: String?) {
        let places =
            asked.map { [Files.absolute($0)] }
            ?? [Environment.all["TMPDIR"], "/var/tmp", "/tmp"].compactMap { $0 }
        let writable = places.filter { unsafe access($0, W_OK | X_OK) == 0 }
        path = writable.first { !Self.isInMemory($0) } ?? writable.first ?? places[0]
        isInMemory = Self.isInMemory(path)
    }

    /// By the longest mount point that a path lies under (proc(5), `/proc/self/mounts`).
    private static func isInMemory(_ path: String) -> Bool {
        var kind = ""
        var longest = -1
        for line in (Files.text(of: "/proc/self/mounts") ?? "").split(separator: "\n") {
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
