import Store

/// What can be said of a store's file before and after it is opened.
enum StoreFile {
    /// - Throws: when there is no such file, which SQLite would only call "unable to open".
    static func check(_ path: String) throws(CommandError) {
        guard Files.exists(path) else {
            throw CommandError(
                "there is no store at \(path)", hint: "name it with --store or --config",
                code: .notFound)
        }
    }

    static func failure(_ error: StoreError) -> CommandError { CommandError("\(error)") }
}
