import HTTPServer

/// What the kernel writes of a process that crashes.
enum CoreFiles {
    /// From now on nothing is written: it would hold cells and secrets.
    static func forbid() { _ = ProcessMemory.close() }
}
