import Store

/// What can be said of a store's file before and after it is opened.
enum StoreFile {
    /// - Throws: when there is no such file, which SQLite would only call "unable to open", or one
    ///   that is no database.
    static func check(_ path: String) throws(CommandError) {
        guard Files.exists(path) else {
            throw CommandError(
                "there is no store at \(path)", hint: "name it with --store or --config",
                code: .notFound)
        }
        let start = try Files.beginning(of: path, bytes: signature.count)
        guard start == signature else {
            throw CommandError(
                "\(path) is no store: " + (start.isEmpty ? "it is empty" : "it is no SQLite file"),
                hint: "name the store's file with --store or --config; if this is the one, its "
                    + "beginning is damaged: restore a copy that 'mpo-bridge backup' made")
        }
    }

    /// https://www.sqlite.org/fileformat.html, 1.3: how every database begins.
    private static let signature = Array("SQLite format 3\0".utf8)

    static func failure(_ error: StoreError, _ path: String) -> CommandError {
        switch error {
        case .foreign:
            CommandError(
                "\(path) is no store of mpo-bridge: it is another program's SQLite database",
                hint: "name the store's file with --store or --config")
        default: CommandError("\(error)")
        }
    }
}
