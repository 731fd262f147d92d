import Crypto
import Curl
import Foundation
import HTTPServer
import HTTPWire
import TestSupport

/// A server on 127.0.0.1 that shows a certificate; it counts its requests.
///
/// Sendable: nothing of it changes once it is made, and the server is Sendable.
final class SecureServer: Sendable {
    private struct Counter: RequestHandler {
        let closes: Bool

        func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
            .body(max: 100)
        }

        func handle(_ request: Request, _ responder: Responder) {
            var answer = Response.text(200, "fine")
            answer.closesConnection = closes
            responder.answer(answer)
        }
    }

    private let server: HTTPServer
    /// Of its own, and gone with it.
    let folder: URL
    let url: String
    /// Holds the certificate.
    var caFile: String { folder.appending(path: "ca.pem").path }
    var requestCount: Int { server.counters.requestsReceived }
    var handshakeCount: Int { server.counters.handshakesCompleted }
    /// Of the handshakes, those that a session of before has cut short.
    var resumedCount: Int { server.counters.handshakesResumed }

    init(_ identity: TestCertificate, closes: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try identity.certificate.write(
            to: folder.appending(path: "ca.pem"), atomically: true, encoding: .utf8)
        let context = try TLSServerContext(
            certificate: Array(identity.certificate.utf8),
            privateKey: Secret(Array(identity.privateKey.utf8)))
        server = try HTTPServer(
            listeners: [.tcp(host: "127.0.0.1", port: 0)], tls: TLSContextSlot(context),
            handler: Counter(closes: closes))
        try server.start()
        url = "https://127.0.0.1:\(server.port)/"
    }

    deinit {
        server.stop()
        server.join()
        try? FileManager.default.removeItem(at: folder)
    }

    func request(pins: [PublicKeyPin], isTrusted: Bool = true) -> TransferRequest {
        TransferRequest(
            method: .post, url: url, body: [1, 2, 3],
            policy: OutboundPolicy(
                allowPrivateAddresses: true, caFile: isTrusted ? caFile : nil, pins: pins))
    }
}
