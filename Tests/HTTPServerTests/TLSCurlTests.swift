import Curl
import Glibc
import HTTPServer
import HTTPWire
import TestSupport
import Testing

/// The receiver as libcurl sees it, which trusts exactly the certificate of a file.
@Suite struct `A curl client of a server with TLS` {
    /// The certificate in a file, as long as the test lasts.
    private final class CertificateFile {
        let path: String

        init(_ identity: TestCertificate = Secure.identity) throws {
            path = "/tmp/mpo-bridge-test-\(getpid())-\(UInt64.random(in: 0 ... .max)).pem"
            let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600)
            var bytes = Array(identity.certificate.utf8)
            let written = unsafe write(descriptor, &bytes, bytes.count)
            close(descriptor)
            try #require(written == bytes.count)
        }

        deinit { _ = unsafe unlink(path) }
    }

    private func request(
        _ server: HTTPServer, _ file: CertificateFile, body: [UInt8] = []
    ) -> TransferRequest {
        TransferRequest(
            method: .post, url: "https://localhost:\(server.port)/p", body: body,
            policy: OutboundPolicy(allowPrivateAddresses: true, caFile: file.path))
    }

    private func echo() -> TestHandler {
        var handler = TestHandler { request, responder in
            responder.answer(Response(status: 200, body: request.body))
        }
        handler.admission = { _ in .body(max: 16 << 20) }
        return handler
    }

    @Test func `carries five megabytes both ways`() async throws {
        let server = try Secure.server(echo())
        let file = try CertificateFile()
        let body = (0..<(5 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        let client = CurlClient()
        for _ in 0..<3 {
            let answer = try await client.perform(request(server, file, body: body))
            #expect(answer.status == 200)
            let isSame = answer.body == body
            #expect(isSame)
        }
        #expect(server.counters.bodyBytesInFlight == 0)
    }

    @Test func `keeps its connection, and comes back with a ticket`() async throws {
        let server = try Secure.server(echo())
        let file = try CertificateFile()
        let client = CurlClient(inFlightMax: 1)
        for number in 0..<20 {
            let answer = try await client.perform(request(server, file, body: [1, 2, 3]))
            #expect(answer.body == [1, 2, 3] && answer.isNewConnection == (number == 0))
        }
        #expect(server.counters.connectionsAccepted == 1)
        #expect(server.counters.handshakesCompleted == 1)
    }

    @Test func `comes in a crowd`() async throws {
        let server = try Secure.server(echo())
        let file = try CertificateFile()
        let client = CurlClient(inFlightMax: 32)
        let body = [UInt8](repeating: 0x78, count: 40_000)
        let request = request(server, file, body: body)
        let good = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 {
                group.addTask { try await client.perform(request).body == body }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(good == 200)
        #expect(server.counters.connectionsFailedByTLS == 0)
    }

    @Test func `refuses a server with another certificate`() async throws {
        let server = try Secure.server(echo())
        let file = try CertificateFile(TestCertificate())
        let error = await #expect(throws: TransferError.self) {
            try await CurlClient().perform(request(server, file))
        }
        #expect(error?.reason == .tls)
        #expect(Patience.wait { server.counters.connectionsFailedByTLS == 1 })
        #expect(server.counters.requestsReceived == 0)
    }
}
