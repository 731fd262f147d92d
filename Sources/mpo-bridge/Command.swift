/// One subcommand: a file of its own, which says what it does and does it.
protocol Command: SendableMetatype {
    static var name: String { get }
    /// One line for the overview.
    static var summary: String { get }
    /// How it is called, its options and an example.
    static var help: String { get }

    /// stdout is data, stderr is messages.
    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode
}

/// What the caller's shell or systemd sees.
enum ExitCode: Int32 {
    case ok = 0
    case failed = 1
    case usage = 2
    case notFound = 3
    case unreachable = 4
    /// sysexits.h's EX_CONFIG: systemd's `RestartPreventExitStatus` knows it.
    case badConfiguration = 78
}

/// Why a command could not do what it was asked for.
struct CommandError: Error {
    let message: String
    let hint: String?
    let code: ExitCode

    init(_ message: String, hint: String? = nil, code: ExitCode = .failed) {
        self.message = message
        self.hint = hint
        self.code = code
    }

    static func usage(_ message: String, hint: String? = nil) -> CommandError {
        CommandError(message, hint: hint, code: .usage)
    }
}
