import JSON

/// `mpo-bridge resolve`
enum ResolveCommand: Command {
    static let name = "resolve"
    static let summary = "Give a row its final status by hand."
    static let help = """
        usage: mpo-bridge resolve ID ROW --succeeded [--result JSON|@FILE]
               mpo-bridge resolve ID ROW --failed MESSAGE

          ID ROW             a failed, held or unknown row
          --succeeded        it has succeeded; without --result its result is null
          --result JSON      what MPO's answer would have as its data, such as
                             {"info":{"STATUS":"ok"}}; @FILE reads it from a file,
                             which keeps it out of the process list
          --failed MESSAGE   it has failed; the product reads the message
          --json             print the act as JSON
        \(InstalledPaths.socketHelp)

        Nothing is sent to MPO. The product hears of the row's new end, also when it
        has heard of another one before.

        examples: mpo-bridge resolve 3f2a9c1b 17 --succeeded --result @offer.json
                  mpo-bridge resolve 3f2a9c1b 18 --failed 'no such customer'
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        var order = ActOrder("resolve")
        let hasSucceeded = arguments.flag("--succeeded")
        let result = try arguments.option("--result")
        let message = try arguments.option("--failed")
        let json = arguments.flag("--json")
        let socket = try InstalledPaths.socket(&arguments)
        order.invocation = try arguments.invocationID()
        guard let word = arguments.positional() else {
            try arguments.finishOptions()
            throw .usage("the number of a row is needed", hint: "rows are numbered from 0")
        }
        order.row = try Arguments.row(word)
        try arguments.finish()
        order.resolution = try resolution(hasSucceeded, result, message)
        let follower = ActFollower(client: AdminClient(socket: socket), isQuiet: json)
        ActReport(try follower.perform(order, waits: true)).print(json: json)
        return .ok
    }

    private static func resolution(
        _ hasSucceeded: Bool, _ result: String?, _ message: String?
    ) throws(CommandError) -> ActOrder.Resolution {
        guard hasSucceeded != (message != nil) else {
            throw .usage("say either --succeeded or --failed MESSAGE")
        }
        if let message {
            guard result == nil else { throw .usage("--result goes with --succeeded") }
            guard !message.isEmpty else { throw .usage("--failed needs a message") }
            return .failed(message: message)
        }
        return .succeeded(result: try result.map { (text) throws(CommandError) in try json(text) })
    }

    private static func json(_ text: String) throws(CommandError) -> [UInt8] {
        var json = text
        if text.hasPrefix("@") {
            let path = String(text.dropFirst())
            guard let contents = Files.text(of: path) else {
                throw Files.failure("read", path)
            }
            json = contents
        }
        do throws(JSONError) {
            return Array(try JSONText(json).root.bytes)
        } catch {
            throw .usage("--result is not JSON: \(error)", hint: "a text stands in quotes: '\"a\"'")
        }
    }
}
