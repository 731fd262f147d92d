/// What the store takes of its disk.
struct StoreSection: MetricSection {
    /// Of the store's file.
    let path: String
    let queuedRowsMax: @Sendable () -> Int?

    func write(to text: inout MetricText) {
        if let most = queuedRowsMax() {
            text.gauge("mpo_bridge_rows_queued_max", "The limit of mpo_bridge_rows_queued.", most)
        }
        let space = StoreSpace(path)
        text.gauge("mpo_bridge_store_bytes", "The size of the store's file.", space.bytes ?? 0)
        text.gauge(
            "mpo_bridge_store_wal_bytes", "The size of the store's write-ahead log.",
            space.logBytes ?? 0)
        // A file system that cannot be asked is no full one.
        guard let free = space.freeBytes else { return }
        text.gauge(
            "mpo_bridge_store_free_bytes", "What is free on the disk of the store, for its user.",
            free)
    }
}
