import HTTPServer

/// `mpo-bridge simulate`
enum SimulateCommand: Command {
    static let name = "simulate"
    static let summary = "Play MPO or the product, to try the bridge without either."
    static let help = """
        usage: mpo-bridge simulate mpo|product|both [OPTION ...] [SWITCH=VALUE ...]
               mpo-bridge simulate invoke [--rows N] [--flow data|pull]
                                          [--product URL] [--daemon URL]
               mpo-bridge simulate --list

        Serves until SIGTERM or SIGINT (Ctrl-C). The simulators check all that they are
        told (signatures, tokens, batches, every row) and keep ledgers for curl to read.

          --mpo-port N          9101 unless given; 0 takes any free port
          --product-port N      9102 unless given
          --host ADDRESS        127.0.0.1 unless given
          --daemon URL          where the daemon takes invokes;
                                http://127.0.0.1:8080/invoke unless given
          --api-user NAME       of the simulated MPO
          --api-secret SECRET   made-up ones only: process lists show them
          --install-secret SECRET
          --seed N              the same seed, the same rows and misfortunes
          --print-config FILE   with both: write a bridge.json for 'run'; - is stdout
          --ledger              print the ledgers as JSON at the end
          --json                print the addresses as one line of JSON
          --list                explain every switch

        A SWITCH makes a simulator misbehave: 429=every:100, timeout=1%, latency=20ms.
        With both, write mpo.latency=20ms or product.import-503=first:2.

        'simulate invoke' asks the running product simulator for a new invoke, and
        prints the curl command that sends it, with its token, good for a minute.

        example, in three terminals:
          mpo-bridge simulate both --print-config sim.json
          (the command that the first one prints: SIMULATED_… mpo-bridge run …)
          mpo-bridge simulate invoke --rows 3 | sh
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        if arguments.flag("--list") {
            try arguments.finish()
            Console.print(SwitchTable.text)
            return .ok
        }
        var rest = arguments
        if rest.positional() == "invoke" {
            _ = arguments.positional()
            return try InvokePrinter(&arguments).run()
        }
        let options = try SimulateOptions(&arguments)
        let signals: SignalDescriptor
        do {
            // Before any other thread: each inherits what is blocked here.
            signals = try SignalDescriptor([.terminate, .interrupt])
        } catch {
            throw CommandError("cannot wait for signals: \(error)")
        }
        SignalDescriptor.ignoreBrokenPipes()
        return try Simulation(options).run(until: signals)
    }
}
