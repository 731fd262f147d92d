import Bridge
import Crypto
import Curl
import Foundation
import HTTPServer
import HTTPWire
import TestSupport
import Testing

@testable import Service

@Suite(.serialized, .timeLimit(.minutes(5))) struct `Of a peer, a doctor` {
    /// A peer with TLS, and a world whose configuration names it.
    private func world(
        _ certificate: TestCertificate, isTrusted: Bool = true, isAllowed: Bool = true
    ) throws -> (DoctorWorld, HTTPServer) {
        let context = try TLSServerContext(
            certificate: Array(certificate.certificate.utf8),
            privateKey: Secret(Array(certificate.privateKey.utf8)))
        let server = try HTTPServer(
            listeners: [.tcp(host: "127.0.0.1", port: 0)], limits: ServerLimits(), name: "peer",
            tls: TLSContextSlot(context), handler: FrontPage())
        try server.start()
        let world = try DoctorWorld()
        let ca = try world.write(certificate.certificate, to: "ca.pem", mode: 0o644)
        world.mpo = #""syncURL": "https://localhost:\#(server.port)""#
        if isTrusted { world.mpo += #", "caFile": "\#(ca)""# }
        if isAllowed { world.mpo += #", "allowPrivateAddresses": true"# }
        return (world, server)
    }

    private func stop(_ server: HTTPServer) {
        server.stop(within: .zero)
        server.join()
    }

    @Test func `tells how long its certificate is good`() async throws {
        for (days, said) in [
            (-1..<100, "ok: trusted, good for "), (-1..<5, "warn: trusted, but good for "),
        ] {
            let (world, server) = try world(TestCertificate(days: days))
            defer { stop(server) }
            let visit = try await world.doctor()
            #expect(visit.of("certificate", "syncURL").first?.hasPrefix(said) == true)
            #expect(visit.of("reach", "syncURL").first?.hasPrefix("ok: answers (HTTP 404)") == true)
            #expect(visit.of("clock", "syncURL") == ["ok: agrees with this machine's"])
            #expect(visit.failed == [])
        }
    }

    @Test func `does not trust what the daemon would not trust`() async throws {
        for (certificate, isTrusted) in [
            (TestCertificate(), false), (TestCertificate(days: -9 ..< -2), true),
            (TestCertificate(names: "DNS:elsewhere"), true),
        ] {
            let (world, server) = try world(certificate, isTrusted: isTrusted)
            defer { stop(server) }
            let visit = try await world.doctor()
            #expect(visit.status == 1)
            #expect(visit.isHelpful)
            #expect(visit.of("certificate", "syncURL").first?.hasPrefix("fail: ") == true)
        }
    }

    @Test func `tells an address that the policy refuses`() async throws {
        let (world, server) = try world(TestCertificate(), isAllowed: false)
        defer { stop(server) }
        let visit = try await world.doctor()
        #expect(visit.status == 1)
        #expect(visit.of("reach", "syncURL").first?.contains("address_refused") == true)
    }

    @Test func `tells a name without an address, and a port at which nobody is`() async throws {
        let world = try DoctorWorld()
        world.mpo =
            #""syncURL": "https://nowhere.invalid", "mainURL": "https://127.0.0.1:1", "#
            + #""allowPrivateAddresses": true"#
        world.endpoints = #""allowedHosts": ["nowhere.invalid", "*.example.com"]"#
        let visit = try await world.doctor()
        #expect(visit.status == 1)
        #expect(visit.isHelpful)
        #expect(visit.of("reach", "syncURL").first?.contains("(resolve)") == true)
        #expect(visit.of("reach", "mainURL").first?.contains("(connect)") == true)
        #expect(visit.of("reach", "nowhere.invalid").first?.hasPrefix("fail: ") == true)
        // A star stands for hosts that nobody has named.
        #expect(visit.of("reach").count == 3)
    }

    @Test func `tells a clock that is wrong, and by how much`() async throws {
        let (world, server) = try world(TestCertificate())
        defer { stop(server) }
        _ = try await world.doctor("--offline")
        let path = world.folder.appending(path: "bridge.json").path
        let configuration = try Configuration.load(
            path: path, secrets: SystemSecretSource(environment: [:])
        ).get()
        let probe = try #require(PeerProbe.all(configuration).first)
        let response = try await CurlClient(inFlightMax: 1).perform(probe.request)
        let now = BridgeClock.system.wall()
        for (shift, verdict, text) in [
            (Duration.seconds(0), Finding.Verdict.ok, "agrees"),
            (.seconds(20), .warn, "ahead"), (.seconds(-20), .warn, "behind"),
            (.seconds(400), .fail, "ahead"), (.seconds(-400), .fail, "behind"),
        ] {
            let findings = probe.findings(.success(response), ended: now.advanced(by: shift))
            let clock = try #require(findings.first { $0.check == .clock })
            #expect(clock.verdict == verdict)
            #expect(clock.text.contains(text))
        }
    }

    @Test func `looks at the receiver's own certificate as well`() async throws {
        let world = try DoctorWorld()
        for (days, said) in [
            (-1..<100, "ok: fits its key, good for "), (-1..<3, "warn: expires in "),
            (-9 ..< -2, "fail: has expired"),
        ] {
            let certificate = TestCertificate(days: days)
            let file = try world.write(certificate.certificate, to: "tls.crt", mode: 0o644)
            let key = try world.write(certificate.privateKey, to: "tls.key", mode: 0o600)
            world.receiver =
                #""listen": "127.0.0.1:0", "tls": { "certificate": "\#(file)", "#
                + #""privateKey": "\#(key)" }"#
            let visit = try await world.doctor("--offline")
            #expect(visit.of("certificate").first?.hasPrefix(said) == true)
        }
        let key = world.folder.appending(path: "tls.key").path
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        let visit = try await world.doctor("--offline")
        #expect(visit.status == 1)
        #expect(visit.of("certificate").first?.contains("open to other users") == true)
    }
}

/// Says that there is no such page, as MPO's hosts do.
private struct FrontPage: RequestHandler {
    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        .answer(.text(404, "no such page\n"))
    }

    func handle(_ request: Request, _ responder: Responder) {
        responder.answer(.text(404, "no such page\n"))
    }
}
