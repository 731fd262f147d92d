import Crypto
import Foundation
import Synchronization
import TestSupport

/// A server on 127.0.0.1 that misbehaves as it is told, at any moment of a connection, until it is
/// mended; a thread a connection. It reads requests by itself: a server under test would forgive
/// what these tests must see.
final class FaultServer: Sendable {
    /// What is wrong before a request is read whole.
    enum ConnectionFault: Sendable {
        case none
        /// Nobody listens.
        case refused
        /// Somebody listens and takes nobody.
        case ignored
        /// What is wrong with TLS.
        case handshake(Handshake)
        /// Something happens once so many bytes of the request have come.
        case broken(afterBytes: Int, End)

        /// Whether it lasts until `mend()`.
        var needsMending: Bool {
            switch self {
            case .none, .broken: false
            case .refused, .ignored, .handshake: true
            }
        }
    }

    enum Handshake: Sendable {
        /// A certificate that the client does not trust, or not for this host, or not any more.
        case certificate(TestCertificate)
        /// An answer in plain text.
        case plainText
        case garbage
        case close
        case reset
        case silence
    }

    enum End: Sendable {
        case close, reset, silence
        /// An answer to a request that has not come whole; the rest is read and dropped.
        case answer([UInt8])
    }

    /// What is done about one whole request.
    enum Step: Sendable {
        case send([UInt8])
        case drip([UInt8], pause: Duration)
        /// The same again and again, until the client goes.
        case flood([UInt8])
        /// Nothing, until the client goes.
        case silence
        case close
        case reset
    }

    struct Request: Sendable {
        let head: String
        let body: [UInt8]
        /// The second word of the request line.
        var path: String { head.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    }

    private struct State {
        var connectionFault: ConnectionFault
        var requests: [Request] = []
        /// Requests of which a byte has come.
        var begunCount = 0
    }

    let port: UInt16
    private let listener: Socket
    private let isSecure: Bool
    private let state: Mutex<State>
    private let fillers: Mutex<[Socket]>
    private let isStopped = Atomic(false)
    /// What is answered; called on the connections' threads.
    private let play: @Sendable (Request) -> [Step]

    /// - Parameter play: decides on each request.
    init(
        _ fault: ConnectionFault = .none, isSecure: Bool = false,
        play: @escaping @Sendable (Request) -> [Step]
    ) throws {
        (listener, port) = try Socket.bound()
        self.isSecure = isSecure
        self.play = play
        state = Mutex(State(connectionFault: fault))
        fillers = Mutex([])
        switch fault {
        case .refused: break
        case .ignored:
            listener.listen(backlog: 0)
            fillers.withLock { $0 = Socket.fillers(to: port, count: 4) }
        default:
            listener.listen(backlog: 256)
            Thread.detachNewThread { self.accept() }
        }
    }

    var requests: [Request] { state.withLock { $0.requests } }
    /// Requests that came at least in part.
    var begunCount: Int { state.withLock { $0.begunCount } }
    var isStopping: Bool { isStopped.load(ordering: .acquiring) }

    /// What was wrong with connections is no more.
    func mend() {
        let fault = state.withLock { state in
            defer { state.connectionFault = .none }
            return state.connectionFault
        }
        switch fault {
        case .refused, .ignored:
            listener.listen(backlog: 256)
            fillers.withLock { $0 = [] }
            Thread.detachNewThread { self.accept() }
        default: break
        }
    }

    func stop() { isStopped.store(true, ordering: .releasing) }

    private func accept() {
        while !isStopping {
            guard listener.isReady(within: 50), let socket = listener.accept() else { continue }
            Thread.detachNewThread { self.serve(socket) }
        }
    }

    private func serve(_ socket: Socket) {
        let fault = state.withLock { $0.connectionFault }
        if case .handshake(let handshake) = fault, disturb(handshake, socket) { return }
        let connection: FaultConnection
        do {
            connection = try FaultConnection(
                socket, tls: isSecure ? Self.context(fault) : nil, isStopping: { self.isStopping })
        } catch {
            return
        }
        var limit: (bytes: Int, end: End)?
        if case .broken(let bytes, let end) = fault { limit = (bytes, end) }
        while !isStopping {
            var isBegun = false
            let request = connection.request(bytesMax: limit?.bytes ?? .max) {
                isBegun = true
                self.state.withLock { $0.begunCount += 1 }
            }
            if let request {
                state.withLock { $0.requests.append(request) }
                guard connection.play(play(request)) else { return }
            } else {
                if isBegun, let limit {
                    // The next connection is served.
                    state.withLock { $0.connectionFault = .none }
                    connection.end(limit.end)
                }
                return
            }
        }
    }

    /// - Returns: whether the connection is over.
    private func disturb(_ handshake: Handshake, _ socket: Socket) -> Bool {
        if case .certificate = handshake { return false }
        while !isStopping, !socket.isReady(within: 50) {}
        switch handshake {
        case .certificate, .close: break
        case .plainText:
            _ = socket.receive(max: 65_536)
            _ = socket.send(Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8))
        case .garbage:
            _ = socket.receive(max: 65_536)
            _ = socket.send((0..<600).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) })
        case .reset: socket.resetAtClose()
        case .silence: while !isStopping, !socket.receive(max: 65_536).isEmpty {}
        }
        return true
    }

    // MARK: - Certificates

    static let good = TestCertificate()
    static let expired = TestCertificate(days: -20 ..< -10)
    static let otherName = TestCertificate(names: "DNS:elsewhere.invalid")
    static let untrusted = TestCertificate()
    /// Whom the client trusts.
    static var trusted: String {
        good.certificate + expired.certificate + otherName.certificate
    }

    private static func context(_ fault: ConnectionFault) throws -> TLSServerContext {
        var identity = good
        if case .handshake(.certificate(let other)) = fault { identity = other }
        return try TLSServerContext(
            certificate: Array(identity.certificate.utf8),
            privateKey: Secret(Array(identity.privateKey.utf8)))
    }
}
