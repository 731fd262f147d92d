/// The configuration of a command that cannot do without one.
extension Arguments {
    private static let standardPath = "/etc/mpo-bridge/bridge.json"

    /// The value of `--config`, which says what to do when there is none.
    mutating func configuration() throws(CommandError) -> String {
        do throws(CommandError) {
            return try required("--config", "FILE")
        } catch {
            guard error.hint == nil, error.message.hasSuffix("is needed") else { throw error }
            let hint =
                Files.exists(Self.standardPath)
                ? "write --config \(Self.standardPath)"
                : "begin with a copy of bridge.json.example, and name it with --config; "
                    + "'mpo-bridge demo' needs none"
            throw .usage(error.message, hint: hint)
        }
    }
}
