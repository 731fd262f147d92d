import Crypto
import Glibc
import HTTPServer
import HTTPWire
import Synchronization
import TestSupport

/// A handler of two closures.
struct TestHandler: RequestHandler {
    var admission: @Sendable (RequestHead) -> Admission = { _ in .body(max: 1024 * 1024) }
    let action: @Sendable (Request, Responder) -> Void
    var tlsFailure: @Sendable (TLSError) -> Void = { _ in }

    func tlsFailed(_ error: TLSError, from peer: PeerAddress) { tlsFailure(error) }
    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission { admission(head) }
    func handle(_ request: Request, _ responder: Responder) { action(request, responder) }

    /// Answers at once: method, path, query and body.
    static let echo = TestHandler { request, responder in
        responder.answer(.text(200, request.echo))
    }

    /// Keeps whom to answer for the test.
    static func keeping(_ kept: Kept) -> TestHandler {
        TestHandler { request, responder in kept.add(request.head.path, responder) }
    }
}

extension Request {
    var echo: String {
        "\(head.method.rawValue) \(head.path) \(String(decoding: body, as: UTF8.self))"
    }
}

/// Requests that wait for the test to answer them.
final class Kept: Sendable {
    private let responders = Mutex<[(path: String, responder: Responder)]>([])

    func add(_ path: String, _ responder: Responder) {
        responders.withLock { $0.append((path, responder)) }
    }

    var count: Int { responders.withLock { $0.count } }

    /// Waits until so many have come.
    func wait(for count: Int) -> [(path: String, responder: Responder)] {
        Patience.wait { self.count >= count }
        return responders.withLock { $0 }
    }
}

extension HTTPServer {
    static func running(
        _ handler: TestHandler = .echo, acceptsHTTP10: Bool = false,
        listener: Listener = .tcp(host: "127.0.0.1", port: 0), tls: TLSContextSlot? = nil,
        _ adjust: (inout ServerLimits) -> Void = { _ in }
    ) throws -> HTTPServer {
        var limits = ServerLimits()
        adjust(&limits)
        let server = try HTTPServer(
            listeners: [listener], limits: limits, acceptsHTTP10: acceptsHTTP10, tls: tls,
            handler: handler)
        try server.start()
        return server
    }

    /// Lets the loop turn a few times: each answer comes at the end of a turn.
    func turn() throws {
        let client = TestClient(self)
        for _ in 0..<20 {
            client.send("GET /turn HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try client.answer()
        }
    }
}

enum Sample {
    static func get(_ path: String = "/", _ fields: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
    }

    static func post(_ body: String, _ fields: String = "") -> String {
        "POST /p HTTP/1.1\r\nHost: a\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}

/// A path in the temporary folder that no other test has.
struct TemporaryPath: ~Copyable {
    private static let count = Atomic<Int>(0)
    let path: String

    init() {
        let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        path = "/tmp/mpo-bridge-test-\(getpid())-\(number).sock"
    }

    deinit { _ = unsafe unlink(path) }
}
