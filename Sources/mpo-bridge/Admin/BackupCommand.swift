import Store

/// `mpo-bridge backup`
enum BackupCommand: Command {
    static let name = "backup"
    static let summary = "Copy a store, beside a running daemon or without one."
    static let help = """
        usage: mpo-bridge backup TO [--store FILE | --config FILE]

          TO             the new file; one that is there is never overwritten
          --store FILE   the store; /var/lib/mpo-bridge/bridge.db unless given
          --config FILE  take store.path from this configuration

        The copy is the store as it is at one moment. It has its name only when it is
        whole, checked and on disk, and it is readable by its owner alone: it holds the
        cells of the data sets. To restore it, stop the daemon and put it in the place
        of store.path, without the -wal and -shm files of the old one.

        What was sent after the backup, a restored daemon does not know of: it would
        send those rows again.

        example: mpo-bridge backup /backup/bridge-$(date +%F).db
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let path = try InstalledPaths.store(&arguments)
        try arguments.finishOptions()
        guard let target = arguments.positional(), !target.isEmpty else {
            throw .usage("the file to write is needed", hint: "write 'mpo-bridge backup FILE'")
        }
        try arguments.finish()
        try StoreFile.check(path)
        var progress: ProgressLine?
        defer { progress?.end() }
        do throws(StoreError) {
            try StoreBackup.run(from: path, to: target) { done, all in
                if progress == nil { progress = ProgressLine(total: max(1, all), what: "pages") }
                progress?.show(min(done, max(1, all)))
            }
        } catch {
            throw StoreFile.failure(error, path)
        }
        progress?.end()
        progress = nil
        Console.print("\(target): a whole copy of \(path)")
        return .ok
    }
}
