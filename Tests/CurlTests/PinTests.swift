import Curl
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A pinned public key` {
    private static let identity = TestCertificate()
    private static let other = TestCertificate(.rsa(bits: 2048))

    private let pin: PublicKeyPin
    private let otherPin: PublicKeyPin

    init() throws {
        pin = try #require(PublicKeyPin(Self.identity.pin))
        otherPin = try #require(PublicKeyPin(Self.other.pin))
    }

    private func failure(
        _ request: TransferRequest, _ client: CurlClient = CurlClient()
    ) async throws -> TransferError {
        try #require(
            await #expect(throws: TransferError.self) { try await client.perform(request) })
    }

    @Test func `lets the server in that has it, be it one of several`() async throws {
        let server = try SecureServer(Self.identity)
        for pins in [[pin], [otherPin, pin], [pin, otherPin]] {
            let answer = try await CurlClient().perform(server.request(pins: pins))
            #expect(answer.status == 200)
        }
    }

    @Test func `keeps everybody else out, before anything is sent`() async throws {
        let server = try SecureServer(Self.identity)
        let error = try await failure(server.request(pins: [otherPin]))
        #expect(error.reason == .pinMismatch)
        #expect(error.reason.label == "pin_mismatch")
        #expect(error.message.contains("none of those that are pinned"))
        #expect(error.isCertainlyUnsent)
        #expect(server.requestCount == 0)
    }

    @Test func `vouches for no certificate`() async throws {
        let server = try SecureServer(Self.identity)
        let error = try await failure(server.request(pins: [pin], isTrusted: false))
        #expect(error.reason == .tls)
        #expect(server.requestCount == 0)
    }

    /// The connection, or its session that a new one begins with, was made for another policy.
    @Test(arguments: [false, true])
    func `holds for what is open already`(closes: Bool) async throws {
        let server = try SecureServer(Self.identity, closes: closes)
        let client = CurlClient()
        for pins in [[], [pin]] {
            #expect(try await client.perform(server.request(pins: pins)).status == 200)
        }
        let error = try await failure(server.request(pins: [otherPin]), client)
        #expect(error.reason == .pinMismatch)
        #expect(server.requestCount == 2)
    }

    /// Requests to one server under several policies take turns; what one may use is no other's.
    @Test(arguments: [false, true])
    func `holds for every turn among others`(closes: Bool) async throws {
        let server = try SecureServer(Self.identity, closes: closes)
        let client = CurlClient()
        for turn in 1...4 {
            for pins in [[], [pin]] {
                #expect(try await client.perform(server.request(pins: pins)).status == 200)
            }
            let pinned = try await failure(server.request(pins: [otherPin]), client)
            #expect(pinned.reason == .pinMismatch)
            let untrusted = try await failure(server.request(pins: [], isTrusted: false), client)
            #expect(untrusted.reason == .tls)
            let both = try await failure(server.request(pins: [pin], isTrusted: false), client)
            #expect(both.reason == .tls)
            #expect(server.requestCount == 2 * turn)
        }
    }

    @Test func `allows no plain text`() async throws {
        let server = try ScriptedServer { _ in .answer(ok()) }
        defer { server.stop() }
        let error = try await failure(
            TransferRequest(
                method: .get, url: server.url,
                policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true, pins: [pin])))
        #expect(error.reason == .schemeRefused)
        #expect(server.requests.isEmpty)
    }

    @Test func `is a digest in one spelling`() throws {
        let text = Self.identity.pin
        #expect(PublicKeyPin(text)?.text == text)
        let digest = text.dropFirst("sha256//".count)
        // A text of any other kind is the name of a file to libcurl.
        for bad in [
            "", "sha256//", String(digest), "sha256/\(digest)", "SHA256//\(digest)",
            "sha1//\(digest)", "\(text);\(text)", " \(text)", "\(text)\n", "/etc/key.pem",
            "sha256//\(digest.dropLast())", "sha256//\(digest.dropLast(2))==",
            "sha256//-\(digest.dropFirst())", "sha256//\(digest.dropLast(2))B=",
        ] {
            #expect(PublicKeyPin(bad) == nil, "\(bad)")
        }
    }
}
