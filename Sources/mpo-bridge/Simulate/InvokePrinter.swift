import Curl
import JSON
import Simulator

/// `mpo-bridge simulate invoke`: an invoke of the running product simulator as a curl command.
struct InvokePrinter {
    private let product: String
    private let daemon: String
    private let rows: Int
    private let flow: InvokeFlow

    static let standardURL = "http://127.0.0.1:9102"
    /// About 10 MB of body.
    private static let rowsMax = 100_000

    init(_ arguments: inout Arguments) throws(CommandError) {
        product = try arguments.option("--product") ?? Self.standardURL
        daemon = try arguments.option("--daemon") ?? DaemonAddress.standardURL
        rows = try arguments.integer("--rows", 0...Self.rowsMax) ?? 3
        let name = try arguments.option("--flow") ?? InvokeFlow.data.rawValue
        guard let flow = InvokeFlow(rawValue: name) else {
            throw .usage("there is no flow '\(name)'", hint: "write --flow data or --flow pull")
        }
        self.flow = flow
        try arguments.finish()
    }

    func run() throws(CommandError) -> ExitCode {
        let invoke = try fetch()
        guard let token = invoke["authorization"]?.string, let body = invoke["body"] else {
            throw CommandError("\(product) is no product simulator")
        }
        // Through stdin: a body can be longer than one argument may be (execve(2), 128 KiB), and
        // nothing in it needs quoting.
        Console.print(
            """
            curl --silent --show-error \(daemon) \\
              --header 'Content-Type: application/json' \\
              --header 'Authorization: \(token)' \\
              --data-binary @- <<'INVOKE'
            """)
        Console.print(bytes: Array(body.bytes))
        Console.print("\nINVOKE")
        return .ok
    }

    private func fetch() throws(CommandError) -> JSONValue {
        let request = TransferRequest(
            method: .get, url: "\(product)/invoke?rows=\(rows)&flow=\(flow.rawValue)",
            responseBytesMax: 64 << 20,
            policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true))
        switch CurlClient(inFlightMax: 1).result(of: request) {
        case .success(let response): return try Self.invoke(response)
        case .failure(let error):
            throw CommandError(
                "no product simulator at \(product): \(error.message)",
                hint: "start 'mpo-bridge simulate both', or name it with --product URL",
                code: .unreachable)
        }
    }

    private static func invoke(_ response: TransferResponse) throws(CommandError) -> JSONValue {
        let limits = JSONLimits(depthMax: 64, membersMax: 10_000)
        guard response.status == 200, let text = try? JSONText(response.body, limits: limits) else {
            throw CommandError("the product simulator answers \(response.status)")
        }
        return text.root
    }
}
