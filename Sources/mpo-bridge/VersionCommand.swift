/// `mpo-bridge version`
enum VersionCommand: Command {
    /// The version of the program; releases follow semver.org.
    static let version = "0.1.0"
    /// When this version was made.
    static let date = "2026-11-22"

    static let name = "version"
    static let summary = "Print the version."
    static let help = """
        usage: mpo-bridge version

        example: mpo-bridge version
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        try arguments.finish()
        Console.print("mpo-bridge \(version)")
        return .ok
    }
}
