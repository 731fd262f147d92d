import Curl
import JSON

/// The process of the simulated sides, as the bench talks to it.
final class BenchRemote {
    let addresses: BenchAddresses
    private let process: ChildProcess
    private let client = CurlClient(inFlightMax: 2)

    /// Starts the process and waits until it serves.
    init(
        _ residue: BenchResidue, _ options: BenchPeers.Options = BenchPeers.Options()
    ) throws(CommandError) {
        process = try residue.startPeers(options.arguments)
        guard let line = process.output?.line(within: .seconds(30)),
            let addresses = BenchAddresses(line: line)
        else {
            residue.end(process)
            throw CommandError("the simulated sides did not start within 30 s")
        }
        self.addresses = addresses
    }

    func end(_ residue: BenchResidue) {
        client.stop()
        residue.end(process)
    }

    /// What the process has used so far.
    var usage: ChildUsage? { process.usage() }

    /// Sends invokes and waits as the load says.
    func send(_ load: BenchLoad) async throws(CommandError) -> BenchLoadReport {
        let answer = try await post(
            addresses.control + "/load", load.json, within: .seconds(load.limitSeconds + 600))
        guard let report = BenchLoadReport(answer.root) else {
            throw CommandError("the simulated sides answered something else than a report")
        }
        return report
    }

    /// Lets the simulated MPO take so long for each call from now on.
    func setLatency(milliseconds: Int) async throws(CommandError) {
        let behaviour = #"{"latency":"\#(milliseconds)ms"}"#
        _ = try await post(
            addresses.control + "/mpo-behaviour", Array(behaviour.utf8), within: .seconds(30))
    }

    /// An invoke of the product, to be sent by hand.
    func invoke(rows: Int) async throws(CommandError) -> (body: [UInt8], authorization: String) {
        let answer = try await transfer(
            .get, addresses.control + "/invoke/\(rows)", [], within: .seconds(30))
        guard let authorization = answer.root["authorization"]?.string,
            let body = answer.root["body"]
        else { throw CommandError("the simulated product gave no invoke") }
        return (Array(body.bytes), authorization)
    }

    func ledger() async throws(CommandError) -> BenchLedger { try await state().ledger }

    /// What both sides have counted, and their servers.
    func state() async throws(CommandError) -> State {
        let state = try await transfer(
            .get, addresses.control + "/state", [], within: .seconds(60)
        ).root
        guard let mpo = state["mpo"], let product = state["product"],
            let mpoLedger = mpo["ledger"], let productLedger = product["ledger"],
            let ledger = BenchLedger(mpo: mpoLedger, product: productLedger),
            let mpoServer = mpo["server"].flatMap(BenchServerCounts.init),
            let productServer = product["server"].flatMap(BenchServerCounts.init)
        else { throw CommandError("a ledger lacks a number") }
        return State(ledger: ledger, mpo: mpoServer, product: productServer)
    }

    struct State: Sendable {
        let ledger: BenchLedger
        let mpo: BenchServerCounts
        let product: BenchServerCounts
    }

    private func post(
        _ url: String, _ body: [UInt8], within limit: Duration
    ) async throws(CommandError) -> JSONText {
        try await transfer(.post, url, body, within: limit)
    }

    private func transfer(
        _ method: TransferRequest.Method, _ url: String, _ body: [UInt8], within limit: Duration
    ) async throws(CommandError) -> JSONText {
        let request = TransferRequest(
            method: method, url: url, headers: ["Content-Type: application/json"], body: body,
            totalTimeout: limit,
            policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true))
        let response: TransferResponse
        do throws(TransferError) {
            response = try await client.perform(request)
        } catch {
            throw CommandError("\(method.rawValue) \(url): \(error)")
        }
        guard response.status == 200, let text = try? JSONText(response.body) else {
            let body = String(decoding: response.body.prefix(300), as: UTF8.self)
            throw CommandError("\(method.rawValue) \(url): \(response.status) \(body)")
        }
        return text
    }
}
