import Crypto
import HTTPServer
import HTTPWire
import Synchronization
import TestSupport

/// One certificate for all tests of the server: it is trusted by name, and nobody counts its uses.
enum Secure {
    static let identity = TestCertificate()
    static let versions: [Int32] = [0x0303, 0x0304]

    static func context(_ identity: TestCertificate = identity) throws -> TLSServerContext {
        try TLSServerContext(
            certificate: Array(identity.certificate.utf8),
            privateKey: Secret(Array(identity.privateKey.utf8)))
    }

    static func slot() throws -> TLSContextSlot { TLSContextSlot(try context()) }

    static func options(
        _ versions: ClosedRange<Int32> = 0x0303...0x0304
    ) -> TestTLSClient.Options {
        var options = TestTLSClient.Options()
        options.versions = versions
        options.trusted = identity.certificate
        return options
    }

    static func options(_ version: Int32) -> TestTLSClient.Options { options(version...version) }

    static func server(
        _ handler: TestHandler = .echo, _ adjust: (inout ServerLimits) -> Void = { _ in }
    ) throws -> HTTPServer {
        try .running(handler, tls: try slot(), adjust)
    }

    static func client(
        _ server: HTTPServer, _ options: TestTLSClient.Options = options(),
        ticket: TestTLSClient.Ticket? = nil, receiveBufferBytes: Int32? = nil
    ) -> TestClient {
        TestClient(
            server, receiveBufferBytes: receiveBufferBytes,
            tls: TestTLSClient(options, ticket: ticket))
    }
}

/// What a server told about clients that it could not agree with.
final class Failures: Sendable {
    private let errors = Mutex<[TLSError]>([])

    var all: [TLSError] { errors.withLock { $0 } }

    func handler() -> TestHandler {
        var handler = TestHandler.echo
        handler.tlsFailure = { error in self.errors.withLock { $0.append(error) } }
        return handler
    }

    /// The reason of the first; nil when none came.
    func firstReason() -> String? {
        Patience.wait { !all.isEmpty }
        return all.first?.reason
    }
}
