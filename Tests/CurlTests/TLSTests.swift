import Curl
import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `TLS` {
    func request(_ url: String, caFile: String?) -> TransferRequest {
        TransferRequest(
            method: .post, url: url, body: [1, 2, 3],
            policy: OutboundPolicy(allowPrivateAddresses: true, caFile: caFile))
    }

    func expectRefusal(_ request: TransferRequest) async {
        let error = await #expect(throws: TransferError.self) {
            try await CurlClient().perform(request)
        }
        #expect(error?.reason == .tls, "\(String(describing: error))")
        #expect(error?.isCertainlyUnsent == true)
    }

    @Test(.enabled(if: hasOpenSSL))
    func `trusts the certificates of the file`() async throws {
        let server = try TLSServer()
        var request = request("https://localhost:\(server.port)/", caFile: server.certificate)
        request.method = .get
        request.body = []
        let response = try await CurlClient().perform(request)
        #expect(response.status == 200)
        #expect(response.times.connected > .zero)
    }

    @Test(.enabled(if: hasOpenSSL))
    func `refuses a certificate that nobody vouches for`() async throws {
        let server = try TLSServer()
        await expectRefusal(request("https://localhost:\(server.port)/", caFile: nil))
    }

    @Test(.enabled(if: hasOpenSSL))
    func `refuses a certificate for another name`() async throws {
        let server = try TLSServer()
        await expectRefusal(
            request("https://127.0.0.1:\(server.port)/", caFile: server.certificate))
    }

    @Test(.enabled(if: hasOpenSSL))
    func `refuses versions before 1.2`() async throws {
        let server = try TLSServer("-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
        await expectRefusal(
            request("https://localhost:\(server.port)/", caFile: server.certificate))
    }

    @Test(.enabled(if: hasOpenSSL))
    func `trusts nobody when the file of certificates is missing`() async throws {
        let server = try TLSServer()
        await expectRefusal(
            request("https://localhost:\(server.port)/", caFile: server.certificate + ".not"))
    }

    /// Without forward secrecy, or without authenticated encryption.
    @Test(
        .enabled(if: hasOpenSSL),
        arguments: ["ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA"])
    func `refuses ciphers of yesterday`(cipher: String) async throws {
        let server = try TLSServer("-tls1_2", "-cipher", cipher)
        await expectRefusal(
            request("https://localhost:\(server.port)/", caFile: server.certificate))
    }

    /// In a process of its own, since the environment belongs to all tests of this one.
    @Test(.enabled(if: hasOpenSSL))
    func `trusts nobody for the environment's sake`() async {
        await #expect(processExitsWith: .success) {
            let server = try TLSServer()
            for name in ["CURL_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"] {
                unsafe setenv(name, server.certificate, 1)
            }
            for name in ["CURL_CA_PATH", "SSL_CERT_DIR"] {
                unsafe setenv(name, server.folder.path(), 1)
            }
            let error = await #expect(throws: TransferError.self) {
                try await CurlClient().perform(
                    TransferRequest(
                        method: .get, url: "https://localhost:\(server.port)/",
                        policy: OutboundPolicy(allowPrivateAddresses: true)))
            }
            try #require(error?.reason == .tls)
        }
    }

    @Test func `trusts what the file holds now, not what it held a moment ago`() async throws {
        let servers = try [
            SecureServer(TestCertificate()), SecureServer(TestCertificate(subject: "another")),
        ]
        // Optimised code would let them go, and so stop them, after their last word.
        defer { withExtendedLifetime(servers) {} }
        let client = CurlClient()
        var first = servers[0].request(pins: [])
        first.policy.caFile = servers[0].caFile
        #expect(try await client.perform(first).status == 200)
        try String(contentsOfFile: servers[1].caFile, encoding: .utf8)
            .write(toFile: servers[0].caFile, atomically: true, encoding: .utf8)
        var second = servers[1].request(pins: [])
        second.policy.caFile = servers[0].caFile
        #expect(try await client.perform(second).status == 200)
    }

    /// libcurl may know a folder of the system's certificates beside their file. Here the server's
    /// own certificate is put there, for a few threads to see.
    @Test(.enabled(if: hasOpenSSL && OwnNetwork.isAvailable, "\(OwnNetwork.absence)"))
    func `trusts the file instead of the system's, not beside them`() async throws {
        let (server, other, clients) = try await OwnNetwork.run {
            let server = try SecureServer(TestCertificate())
            let other = server.folder.appending(path: "other.pem").path()
            // Of another name: OpenSSL looks an issuer up by its name, and takes the first.
            try TestCertificate(subject: "another").certificate.write(
                toFile: other, atomically: true, encoding: .utf8)
            let system = server.folder.appending(path: "system").path()
            try OwnNetwork.shell(
                """
                mkdir '\(system)'
                cp '\(server.caFile)' '\(system)/server.pem'
                cp '\(other)' '\(system)/ca-certificates.crt'
                openssl rehash '\(system)'
                mount --bind '\(system)' /etc/ssl/certs
                """)
            return (server, other, (CurlClient(), CurlClient()))
        }
        let trusting = server.request(pins: [], isTrusted: false)
        #expect(try await clients.0.perform(trusting).status == 200)
        var request = trusting
        request.policy.caFile = other
        let error = await #expect(throws: TransferError.self) {
            try await clients.1.perform(request)
        }
        #expect(error?.reason == .tls)
    }
}
