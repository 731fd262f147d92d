import Curl
import Foundation
import JSON
import Simulator
import TestSupport
import Testing

@Suite(.serialized) struct `The bridge, reached through TLS,` {
    private static let identity = TestCertificate()

    private func secureWorld() throws -> BridgeWorld {
        try BridgeWorld(
            certificate: Self.identity.certificate, privateKey: Self.identity.privateKey)
    }

    private func request(
        _ invoke: SimulatedInvoke, to url: String, caFile: String
    ) -> TransferRequest {
        TransferRequest(
            method: .post, url: url,
            headers: [
                "Content-Type: application/json", "Authorization: \(invoke.authorization)",
            ], body: invoke.body,
            policy: OutboundPolicy(
                allowHTTP: true, allowPrivateAddresses: true, caFile: caFile))
    }

    @Test func `brings a data set to its end`() async throws {
        let world = try secureWorld()
        try world.start()
        let invoke = world.product.invoke(rows: 200, flow: .data)
        let url = try world.invokeURL()
        #expect(url.hasPrefix("https://"))
        let caFile = world.folder.appending(path: "tls.crt").path
        let answer = try await CurlClient().perform(request(invoke, to: url, caFile: caFile))
        #expect(answer.status == 200)
        let content = try JSONText(answer.body).root["content"]
        #expect(content?["invocationId"]?.string != nil)
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        world.expectOrder(rows: 200)
        #expect(world.product.ledger.totals.succeeded == 200)
        #expect(try world.running().terminate() == 0)
    }

    @Test func `writes no keys to a file that the environment names`() async throws {
        let world = try secureWorld()
        // Its folder goes with it, in optimised code after its last word.
        defer { withExtendedLifetime(world) {} }
        let keys = world.folder.appending(path: "keys.txt").path
        try world.start(environment: ["SSLKEYLOGFILE": keys])
        let invoke = world.product.invoke(rows: 1, flow: .data)
        let caFile = world.folder.appending(path: "tls.crt").path
        let request = request(invoke, to: try world.invokeURL(), caFile: caFile)
        #expect(try await CurlClient().perform(request).status == 200)
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        #expect(!FileManager.default.fileExists(atPath: keys))
    }

    @Test func `takes nothing in plain text, and logs who tried`() async throws {
        let world = try secureWorld()
        try world.start()
        let invoke = world.product.invoke(rows: 1, flow: .data)
        let url = try world.invokeURL().replacing("https://", with: "http://")
        let caFile = world.folder.appending(path: "tls.crt").path
        await #expect(throws: TransferError.self) {
            try await CurlClient().perform(request(invoke, to: url, caFile: caFile))
        }
        let line = try world.running().line("event=tls-failed", "reason=\"http request\"")
        #expect(line.contains("peer=127.0.0.1"))
        #expect(world.product.finishedCount == 0)
    }
}
