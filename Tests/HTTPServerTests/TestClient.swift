import Glibc
import HTTPServer
import TestSupport

/// A client on a plain blocking socket, so that a test decides about every byte.
final class TestClient {
    /// How the server ended the connection.
    enum Ending: Equatable { case closed, reset }

    /// Nothing came for so long that nothing will.
    struct NothingCame: Error {}

    let descriptor: Int32
    /// nil for a plain client.
    let tls: TestTLSClient?
    /// Keeps the server running as long as the client is there.
    private let server: HTTPServer
    private var received: [UInt8] = []
    private(set) var ending: Ending?

    /// - Parameter receiveBufferBytes: how much the kernel keeps for a client that does not read.
    init(
        _ server: HTTPServer, receiveBufferBytes: Int32? = nil, tls: TestTLSClient? = nil
    ) {
        self.server = server
        self.tls = tls
        descriptor = Self.socket(server.addresses[0])
        if let receiveBufferBytes {
            var value = receiveBufferBytes
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &value, 4)
        }
        connect(to: server.addresses[0])
    }

    /// Not connected yet.
    init(unconnectedTo server: HTTPServer) {
        self.server = server
        tls = nil
        descriptor = Self.socket(server.addresses[0])
    }

    deinit { close(descriptor) }

    /// Always IPv4 or Unix: a server on "::" serves IPv4, too.
    private static func socket(_ address: PeerAddress) -> Int32 {
        let family = address.port == nil ? AF_UNIX : AF_INET
        let descriptor = Glibc.socket(family, Int32(SOCK_STREAM.rawValue), 0)
        precondition(descriptor >= 0)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        return descriptor
    }

    func connect(to address: PeerAddress) {
        var code: Int32 = -1
        switch address {
        case .ipv4(let host, let port):
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = port.bigEndian
            name.sin_addr.s_addr = host.bigEndian
            code = unsafe withUnsafePointer(to: &name) { name in
                unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        case .unix(let path, _):
            var name = sockaddr_un()
            name.sun_family = sa_family_t(AF_UNIX)
            unsafe withUnsafeMutableBytes(of: &name.sun_path) {
                unsafe $0.copyBytes(from: Array(path.utf8))
            }
            code = unsafe withUnsafePointer(to: &name) { name in
                unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
        case .ipv6: preconditionFailure("the tests listen on 127.0.0.1")
        }
        isConnected = code == 0
    }

    private(set) var isConnected = false

    /// - Returns: false when the server has closed.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// With TLS, the handshake comes first.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        guard let tls else { return sendRaw(bytes) }
        guard shakeHands() else { return false }
        tls.write(bytes)
        return sendRaw(tls.take())
    }

    /// - Returns: whether both sides have agreed.
    @discardableResult
    func shakeHands() -> Bool {
        guard let tls else { return true }
        while !tls.isEstablished, tls.failure == nil {
            sendRaw(tls.take())
            if tls.isEstablished { break }
            guard (try? receiveMore()) == true else { return false }
        }
        return tls.isEstablished && sendRaw(tls.take())
    }

    /// Sends bytes as they are, TLS or not.
    @discardableResult
    func sendRaw(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: $0[sent...])
                return unsafe Glibc.send(
                    descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 { return false }
            sent += count
        }
        return true
    }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The same inside TLS; the socket stays open in both directions.
    func sayGoodbye() {
        guard let tls else { return }
        tls.sayGoodbye()
        sendRaw(tls.take())
    }

    /// The next answer, by its Content-Length; an interim one and one without a body, too.
    ///
    /// - Returns: nil when the connection ended before an answer began.
    func answer(isToHead: Bool = false) throws -> ReceivedAnswer? {
        while true {
            if let head = ReceivedAnswer.head(of: received) {
                let length = isToHead ? 0 : head.contentLength
                if received.count >= head.byteCount + length {
                    var answer = head
                    let body = received[head.byteCount..<(head.byteCount + length)]
                    answer.body = String(decoding: body, as: UTF8.self)
                    received.removeFirst(head.byteCount + length)
                    return answer
                }
            }
            guard try receiveMore() else { return nil }
        }
    }

    /// Everything up to the end of the connection.
    func rest() throws -> String {
        while try receiveMore() {}
        return String(decoding: received, as: UTF8.self)
    }

    /// Waits for so many bytes, and leaves the rest.
    func bytes(_ count: Int) throws -> String {
        while received.count < count, try receiveMore() {}
        let bytes = received.prefix(count)
        received.removeFirst(bytes.count)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// - Returns: false at the end of the connection.
    private func receiveMore() throws -> Bool {
        if ending != nil { return false }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
        }
        if count > 0 {
            guard let tls else {
                received += buffer[..<count]
                return true
            }
            received += tls.feed(Array(buffer[..<count]))
            sendRaw(tls.take())
            return tls.failure == nil
        }
        if count < 0, errno == EAGAIN { throw NothingCame() }
        ending = count == 0 ? .closed : .reset
        return false
    }
}

/// An answer as the client sees it.
struct ReceivedAnswer: Equatable {
    let status: Int
    /// Names in lower case.
    let fields: [String: String]
    /// Bytes of the head, the empty line included.
    let byteCount: Int
    var body = ""

    var contentLength: Int { fields["content-length"].flatMap { Int($0) } ?? 0 }
    var closes: Bool { fields["connection"] == "close" }

    /// nil when the head is not complete.
    static func head(of bytes: [UInt8]) -> ReceivedAnswer? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= 4,
            let end = (0...(bytes.count - 4)).first(where: {
                bytes[$0..<($0 + 4)].elementsEqual(mark)
            })
        else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].dropFirst()) : ""
        }
        return ReceivedAnswer(status: status, fields: fields, byteCount: end + 4)
    }
}
