import Bridge
import Curl
import Foundation
import JSON
import Simulator
import Testing

/// A world with commands for its daemon: the real program, through the real socket.
extension BridgeWorld {
    var socket: String { "\(folder.path)/admin.sock" }

    /// Runs a command for this world's daemon to its end.
    func command(_ words: String...) async throws -> Program.Ended {
        try await Program.Run(words + ["--socket", socket]).ended()
    }

    /// The same for one that must succeed, with the JSON that it prints.
    func answer(
        _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> JSONValue {
        let run = try await Program.Run(words + ["--json", "--socket", socket]).ended()
        #expect(run.status == 0, "\(words): \(run.messages)", sourceLocation: sourceLocation)
        return try JSONText(run.output).root
    }

    /// What the daemon answers to a request as it stands.
    func request(
        _ path: String, method: TransferRequest.Method = .get, body: String = ""
    ) async throws -> TransferResponse {
        let client = CurlClient(inFlightMax: 1)
        return try await client.perform(
            TransferRequest(
                method: method, url: "http://bridge\(path)", body: Array(body.utf8),
                policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true),
                unixSocket: socket))
    }

    /// The daemon is ready for commands.
    func startForCommands() throws {
        try start()
        _ = try running().line("event=listening", "admin.sock")
    }

    /// The id of the only invocation.
    func onlyID() async throws -> String {
        let list = try await answer("invocations")
        return try #require(list["invocations"]?[0]?["id"]?.string)
    }

    /// The rows of a state, by their numbers.
    func rows(_ id: String, _ state: String) async throws -> [Int] {
        let list = try await answer("rows", id, "--state", state, "--limit", "10000")
        return list["rows"]?.elements.compactMap { $0["row"]?.integer } ?? []
    }

    /// Waits until something holds of the product's or MPO's side.
    func wait(
        for what: String, within limit: Duration = .seconds(60),
        sourceLocation: SourceLocation = #_sourceLocation, _ isSo: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now.advanced(by: limit)
        while try await !isSo() {
            guard ContinuousClock.now < deadline else {
                let tail = bridge?.log.suffix(30).joined(separator: "\n") ?? ""
                let ledger = String(decoding: product.ledger.json, as: UTF8.self)
                Issue.record("no \(what):\n\(ledger)\n\(tail)", sourceLocation: sourceLocation)
                return
            }
            // Sleeps because a ledger tells nobody that it grew.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// What must hold after acts, too: no task twice, one completion, no row unheard of.
    func expectNothingTwice(rows: Int, sourceLocation: SourceLocation = #_sourceLocation) {
        let totals = product.ledger.totals
        #expect(totals.rows == rows && totals.missing == 0, sourceLocation: sourceLocation)
        #expect(totals.completions == 1, sourceLocation: sourceLocation)
        #expect(totals.completionsEarly == 0, sourceLocation: sourceLocation)
        #expect(totals.completionsAgain == 0, sourceLocation: sourceLocation)
        #expect(mpo.ledger.duplicates == 0, sourceLocation: sourceLocation)
    }
}
