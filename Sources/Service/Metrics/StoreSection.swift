import Glibc

/// What the store takes of its disk.
struct StoreSection: MetricSection {
    /// Of the store's file.
    let path: String
    let queuedRowsMax: @Sendable () -> Int?

    func write(to text: inout MetricText) {
        if let most = queuedRowsMax() {
            text.gauge("mpo_bridge_rows_queued_max", "The limit of mpo_bridge_rows_queued.", most)
        }
        text.gauge("mpo_bridge_store_bytes", "The size of the store's file.", size(path))
        text.gauge(
            "mpo_bridge_store_wal_bytes", "The size of the store's write-ahead log.",
            size(path + "-wal"))
        // A file system that cannot be asked is no full one.
        guard let free = FileContents.freeBytes(beside: path) else { return }
        text.gauge(
            "mpo_bridge_store_free_bytes", "What is free on the disk of the store, for its user.",
            free)
    }

    private func size(_ path: String) -> Int {
        FileContents.status(of: path).map { Int($0.st_size) } ?? 0
    }
}
