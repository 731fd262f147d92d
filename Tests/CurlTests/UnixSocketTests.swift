import Curl
import Foundation
import HTTPServer
import HTTPWire
import Testing

@Suite struct `A transfer through a Unix socket` {
    /// Answers with the path and the host that were asked for.
    private struct Echo: RequestHandler {
        func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
            .answer(.text(200, "\(head.path) \(head.headers.text("host") ?? "") \(peer.host)"))
        }

        func handle(_ request: Request, _ responder: Responder) {}
    }

    private let path = FileManager.default.temporaryDirectory
        .appending(path: "curl-\(UUID().uuidString).sock").path

    private func request(_ socket: String?, port: UInt16 = 1) -> TransferRequest {
        var request = TransferRequest.local("http://127.0.0.1:\(port)/a")
        request.unixSocket = socket
        return request
    }

    @Test func `reaches whoever listens there, whatever host the URL names`() async throws {
        let server = try HTTPServer(
            listeners: [.unix(path: path, mode: 0o600), .tcp(host: "127.0.0.1", port: 0)],
            handler: Echo())
        try server.start()
        defer { server.stop() }
        let client = CurlClient()
        let first = try await client.perform(request(path))
        #expect(first.text == "/a 127.0.0.1:1 unix")
        // The handle is used again: the next request goes to the network, and back again.
        let second = try await client.perform(request(nil, port: server.port))
        #expect(second.text.hasSuffix(" 127.0.0.1"))
        let third = try await client.perform(request(path))
        #expect(third.text == "/a 127.0.0.1:1 unix")
    }

    @Test func `is certainly unsent when nobody listens`() async throws {
        let client = CurlClient()
        let error = await #expect(throws: TransferError.self) {
            try await client.perform(request(path))
        }
        #expect(error?.reason == .connect && error?.isCertainlyUnsent == true)
    }

    @Test func `is refused to a stranger's URL`() async throws {
        let server = try HTTPServer(
            listeners: [.unix(path: path, mode: 0o600)], handler: Echo())
        try server.start()
        defer { server.stop() }
        var stranger = request(path)
        stranger.policy.allowPrivateAddresses = false
        let error = await #expect(throws: TransferError.self) {
            try await CurlClient().perform(stranger)
        }
        #expect(error?.isCertainlyUnsent == true)
    }
}
