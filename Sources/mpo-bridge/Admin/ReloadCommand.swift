import Curl
import JSON

/// `mpo-bridge reload`
enum ReloadCommand: Command {
    static let name = "reload"
    static let summary = "Let the daemon read its configuration again."
    static let help = """
        usage: mpo-bridge reload [--json]

          --json         print the version, or the mistakes, as JSON
        \(InstalledPaths.socketHelp)

        Ends when the new configuration is in force: exit status 0. One with mistakes is
        refused whole: all of them are told, the exit status is 78, and the daemon goes
        on with the configuration that it had. What only a restart can change counts as
        a mistake. Invocations keep the mapping that they began with.

        'mpo-bridge check' tells the mistakes beforehand.

        example: mpo-bridge reload
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let json = arguments.flag("--json")
        let socket = try InstalledPaths.socket(&arguments)
        try arguments.finish()
        let response = try AdminClient(socket: socket).exchange(.post, "/v1/reload")
        let isRefused = response.status == 422
        guard isRefused, let answer = try? JSONText(response.body).root else {
            tell(try AdminClient.value(response), json)
            return .ok
        }
        if json {
            Console.print(bytes: AdminText.line(answer["configuration"]?.bytes ?? [][...]))
        } else {
            tellText(answer)
            Console.error("mpo-bridge reload: refused; the configuration in force has not changed")
        }
        return .badConfiguration
    }

    private static func tell(_ answer: JSONValue, _ json: Bool) {
        if json { return Console.print(bytes: AdminText.line(answer.bytes)) }
        tellText(answer)
        let loads = answer["loads"]?.integer ?? 0
        Console.print(
            "configuration \(AdminText.word(answer["version"])) is in force, loaded at "
                + "\(AdminText.time(answer["loadedAt"])) (UTC), number \(loads) since the start")
    }

    /// Mistakes and warnings, as `check` tells them.
    private static func tellText(_ answer: JSONValue) {
        guard let text = answer["text"]?.string, !text.isEmpty else { return }
        Console.error(text)
    }
}
