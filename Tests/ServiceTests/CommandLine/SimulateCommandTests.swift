import Foundation
import Testing

@Suite(.timeLimit(.minutes(5))) struct `The simulators on the command line` {
    @Test func `explain every switch`() async throws {
        let run = try await Program.run("simulate", "--list")
        #expect(run.status == 0)
        #expect(run.messages == "")
        for name in ["latency", "504", "reset-after", "push-batch-max", "…-503-after", "every:20"] {
            #expect(run.output.contains(name))
        }
    }

    @Test func `run until they are told to stop, and then print their ledgers`() async throws {
        let simulators = try Program.Run([
            "simulate", "both", "--mpo-port", "0", "--product-port", "0", "--json", "--ledger",
            "--print-config", "bridge.json",
        ])
        let line = try await simulators.firstLine()
        let addresses = try JSONDecoder().decode(Addresses.self, from: Data(line.utf8))
        let check = try await Program.run(
            "check", "--config", simulators.path("bridge.json"),
            environment: addresses.environment)
        #expect(check.status == 0, "\(check.messages)")
        let file = try String(contentsOfFile: simulators.path("bridge.json"), encoding: .utf8)
        #expect(file.contains("\"mainURL\": \"\(addresses.mpo.url)\""))
        // What an operator's command looks for is where the daemon would be.
        let list = try await Program.run(
            "invocations", "--config", simulators.path("bridge.json"))
        #expect(list.status == 4)
        #expect(list.messages.contains("admin.sock"))

        let invoke = try await Program.run(
            "simulate", "invoke", "--product", addresses.product.url, "--rows", "2", "--flow",
            "pull", "--daemon", "http://127.0.0.1:1/there")
        #expect(invoke.status == 0)
        #expect(invoke.output.hasPrefix("curl --silent --show-error http://127.0.0.1:1/there"))
        #expect(invoke.output.contains("Authorization: Bearer "))
        #expect(invoke.output.contains("productExportEndpoint"))

        simulators.terminate()
        let ended = try await simulators.ended()
        #expect(ended.status == 0)
        let last = ended.output.split(separator: "\n").last ?? ""
        let ledgers = try JSONDecoder().decode(Ledgers.self, from: Data(last.utf8))
        #expect(ledgers.mpo.created == 0)
        #expect(ledgers.product.invocations == 1)
    }

    @Test func `say so when there is no product to invoke`() async throws {
        let run = try await Program.run("simulate", "invoke", "--product", "http://127.0.0.1:1")
        #expect(run.status == 4)
        #expect(run.output == "")
        #expect(run.messages.contains("no product simulator at http://127.0.0.1:1"))
    }

    private struct Addresses: Decodable {
        struct Simulator: Decodable {
            let url: String
            let ledger: String
        }

        let mpo: Simulator
        let product: Simulator
        let environment: [String: String]
    }

    private struct Ledgers: Decodable {
        struct MPO: Decodable { let created: Int }
        struct Product: Decodable { let invocations: Int }

        let mpo: MPO
        let product: Product
    }
}
