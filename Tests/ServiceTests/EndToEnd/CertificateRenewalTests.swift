import Curl
import Foundation
import TestSupport
import Testing

/// The daemon goes on serving while somebody renews its certificate, well or badly.
@Suite(.serialized) struct `A certificate that is renewed while the daemon runs` {
    private static let first = TestCertificate()
    private static let second = TestCertificate()

    private func world() throws -> BridgeWorld {
        let world = try BridgeWorld(
            certificate: Self.first.certificate, privateKey: Self.first.privateKey)
        try world.start()
        return world
    }

    /// The status of a request by a client that trusts this certificate alone; nil when it does not
    /// trust what it is shown.
    private func status(_ world: BridgeWorld, trusting trusted: TestCertificate) async throws
        -> Int?
    {
        let name = "trusted-\(UUID().uuidString).crt"
        try world.write(trusted.certificate, to: name)
        let request = TransferRequest(
            method: .post, url: try world.invokeURL(), body: [],
            policy: OutboundPolicy(
                allowPrivateAddresses: true, caFile: world.folder.appending(path: name).path))
        do {
            return try await CurlClient().perform(request).status
        } catch {
            #expect(error.reason == .tls)
            return nil
        }
    }

    @Test func `is shown to every new client`() async throws {
        let world = try world()
        #expect(try await status(world, trusting: Self.first) == 401)
        try world.write(Self.second.certificate, to: "tls.crt")
        try world.write(Self.second.privateKey, to: "tls.key")
        let line = try world.running().line("event=certificate-renewed", "tls.crt")
        #expect(line.contains("valid-until=21"))
        #expect(try await status(world, trusting: Self.second) == 401)
        #expect(try await status(world, trusting: Self.first) == nil)
        #expect(try world.running().terminate() == 0)
    }

    @Test func `stays the old one until all files fit, and the mistake is told once`() async throws
    {
        let world = try world()
        _ = try world.running().receiverPort()
        try world.write(Self.second.certificate, to: "tls.crt")
        let line = try world.running().line("event=certificate-refused")
        #expect(line.contains("receiver.tls.privateKey") && line.contains("does not belong"))
        #expect(try await status(world, trusting: Self.first) == 401)
        try world.write("rubbish", to: "tls.key")
        let other = try world.running().line("event=certificate-refused", "no private key")
        #expect(other.contains("tls.key"))
        #expect(try await status(world, trusting: Self.first) == 401)
        try world.write(Self.second.privateKey, to: "tls.key")
        _ = try world.running().line("event=certificate-renewed")
        #expect(try await status(world, trusting: Self.second) == 401)
        #expect(try world.running().terminate() == 0)
        let refusals = try world.running().log.filter { $0.contains("event=certificate-refused") }
        #expect(refusals.count == 2)
    }

    @Test func `is refused with a key that others may read, and the old one stays`() async throws {
        let world = try world()
        _ = try world.running().receiverPort()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644],
            ofItemAtPath: world.folder.appending(path: "tls.key").path)
        let line = try world.running().line("event=certificate-refused", "tls.key")
        #expect(line.contains("mode 0644") && line.contains("chmod 600"))
        #expect(try await status(world, trusting: Self.first) == 401)
    }
}
