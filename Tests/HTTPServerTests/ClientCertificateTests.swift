import Crypto
import HTTPServer
import TestSupport
import Testing

@Suite struct `A server that asks for client certificates` {
    private static let friend = TestCertificate()
    private static let stranger = TestCertificate()

    private func context(_ clientCA: String) throws -> TLSServerContext {
        try TLSServerContext(
            certificate: Array(Secure.identity.certificate.utf8),
            privateKey: Secret(Array(Secure.identity.privateKey.utf8)),
            clientCA: Array(clientCA.utf8))
    }

    private func options(_ version: Int32, _ identity: TestCertificate?) -> TestTLSClient.Options {
        var options = Secure.options(version)
        options.identity = identity
        return options
    }

    @Test(arguments: Secure.versions)
    func `serves who shows one, also when it comes back`(_ version: Int32) throws {
        let server = try HTTPServer.running(
            tls: TLSContextSlot(try context(Self.friend.certificate)))
        let first = Secure.client(server, options(version, Self.friend))
        first.send(Sample.get())
        #expect(try first.answer()?.status == 200)
        let ticket = try #require(first.tls?.ticket)
        let again = Secure.client(server, options(version, Self.friend), ticket: ticket)
        again.send(Sample.get())
        #expect(try again.answer()?.status == 200)
        #expect(server.counters.handshakesResumed == 1)
    }

    @Test(arguments: Secure.versions)
    func `lets nobody in without one, and says why`(_ version: Int32) throws {
        let failures = Failures()
        let server = try HTTPServer.running(
            failures.handler(), tls: TLSContextSlot(try context(Self.friend.certificate)))
        let client = Secure.client(server, options(version, nil))
        client.send(Sample.get())
        #expect(throws: Never.self) { try client.rest() }
        #expect(failures.firstReason() == "peer did not return a certificate")
        #expect(server.counters.requestsReceived == 0)
    }

    @Test(arguments: Secure.versions)
    func `lets nobody in with another's, and says why`(_ version: Int32) throws {
        let failures = Failures()
        let server = try HTTPServer.running(
            failures.handler(), tls: TLSContextSlot(try context(Self.friend.certificate)))
        let client = Secure.client(server, options(version, Self.stranger))
        client.send(Sample.get())
        _ = try client.rest()
        #expect(failures.firstReason() == "certificate verify failed")
        #expect(server.counters.requestsReceived == 0)
    }

    @Test func `takes no ticket of a time when others were let in`() throws {
        let failures = Failures()
        let slot = TLSContextSlot(try context(Self.friend.certificate))
        let server = try HTTPServer.running(failures.handler(), tls: slot)
        let first = Secure.client(server, options(0x0304, Self.friend))
        first.send(Sample.get())
        #expect(try first.answer()?.status == 200)
        let ticket = try #require(first.tls?.ticket)
        slot.replace(with: try context(Self.stranger.certificate))
        let again = Secure.client(server, options(0x0304, Self.friend), ticket: ticket)
        again.send(Sample.get())
        _ = try again.rest()
        #expect(failures.firstReason() == "certificate verify failed")
        // Who is in stays in: the connection goes on as it began.
        first.send(Sample.get())
        #expect(try first.answer()?.status == 200)
    }

    @Test func `wants certificates to hold them against`() {
        for text in ["", "rubbish", Self.friend.privateKey] {
            let error = #expect(throws: TLSCertificateError.self) { try context(text) }
            #expect(error?.file == .clientCA)
        }
    }
}
