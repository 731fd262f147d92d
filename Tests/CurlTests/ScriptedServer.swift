import Glibc
import Synchronization

/// A server on 127.0.0.1 that does to its connections what a test's script says. One thread.
///
/// It reads requests by itself: a server under test would forgive what these tests must see.
@safe final class ScriptedServer: Sendable {
    /// What is done about one request.
    enum Step: Sendable {
        /// Answers with these bytes and keeps the connection.
        case answer(String)
        /// Answers and closes in good order.
        case answerThenClose(String)
        /// Answers with the first bytes and sends a reset.
        case answerThenReset(String)
        /// Closes without a word.
        case close
        /// Resets without a word.
        case reset
        /// Never answers, and keeps the connection.
        case silence
    }

    struct Request: Sendable {
        /// From 0, in the order of acceptance.
        let connection: Int
        /// From 0, in this connection.
        let number: Int
        let head: String
        let body: [UInt8]

        var lines: [String] { head.split(separator: "\r\n").map { String($0) } }
        /// The request line's first two words.
        var target: String { lines[0].split(separator: " ").prefix(2).joined(separator: " ") }
    }

    let port: UInt16
    private let listener: Int32
    private let seen = Mutex<[Request]>([])
    private let isStopped = Atomic(false)
    private let closed = Atomic(0)
    private let script: @Sendable (Request) -> Step

    /// - Parameters:
    ///   - host: an IPv4 address of this machine.
    ///   - port: 0 takes any that is free.
    ///   - script: decides on each request; called on the server's thread.
    init(
        host: String = "127.0.0.1", port: UInt16 = 0,
        _ script: @escaping @Sendable (Request) -> Step
    ) throws {
        self.script = script
        (listener, self.port) = try listen(backlog: 256, host: host, port: port)
        let body: @Sendable () -> Void = { [self] in serve() }
        startThread(body)
    }

    var requests: [Request] { seen.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(port)/" }

    /// Returns once so many connections were closed from this side.
    func hasClosed(_ count: Int) async {
        while closed.load(ordering: .acquiring) < count { await Task.yield() }
    }

    func stop() { isStopped.store(true, ordering: .releasing) }

    private final class Connection {
        let descriptor: Int32
        let index: Int
        var count = 0
        var unread: [UInt8] = []
        init(descriptor: Int32, index: Int) {
            self.descriptor = descriptor
            self.index = index
        }
    }

    private func serve() {
        var connections: [Int32: Connection] = [:]
        var accepted = 0
        while !isStopped.load(ordering: .acquiring) {
            var polls = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
            polls += connections.keys.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard unsafe poll(&polls, nfds_t(polls.count), 50) > 0 else { continue }
            for ready in polls where ready.revents != 0 {
                if ready.fd == listener {
                    let descriptor = accept(listener, nil, nil)
                    connections[descriptor] = Connection(descriptor: descriptor, index: accepted)
                    accepted += 1
                } else if let connection = connections[ready.fd], !handle(connection) {
                    close(ready.fd)
                    connections[ready.fd] = nil
                    closed.add(1, ordering: .releasing)
                }
            }
        }
        for descriptor in connections.keys { close(descriptor) }
        close(listener)
    }

    /// - Returns: whether the connection stays.
    private func handle(_ connection: Connection) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe recv(connection.descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        connection.unread += buffer[..<count]
        guard let request = takeRequest(connection) else { return true }
        seen.withLock { $0.append(request) }
        let descriptor = connection.descriptor
        switch script(request) {
        case .answer(let text):
            sendAll(descriptor, text)
            return true
        case .answerThenClose(let text):
            sendAll(descriptor, text)
            return false
        case .answerThenReset(let text):
            sendAll(descriptor, text)
            resetAtClose(descriptor)
            return false
        case .close: return false
        case .reset:
            resetAtClose(descriptor)
            return false
        case .silence: return true
        }
    }

    private func takeRequest(_ connection: Connection) -> Request? {
        let end = Array("\r\n\r\n".utf8)
        let bytes = connection.unread
        guard let blank = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else {
            return nil
        }
        let head = String(decoding: bytes[..<blank], as: UTF8.self)
        let length =
            head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).filter { $0 != " " }) } ?? 0
        let bodyStart = blank + end.count
        guard bytes.count >= bodyStart + length else { return nil }
        connection.unread = Array(bytes[(bodyStart + length)...])
        defer { connection.count += 1 }
        return Request(
            connection: connection.index, number: connection.count, head: head,
            body: Array(bytes[bodyStart..<bodyStart + length]))
    }
}

/// An answer with a body of known length.
func ok(_ body: String = "fine", _ headers: String...) -> String {
    let lines = headers.map { $0 + "\r\n" }.joined()
    return "HTTP/1.1 200 OK\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}

struct SocketError: Error {
    let call: String
    let code: Int32
}

/// A listening socket and its port.
func listen(
    backlog: Int32, host: String = "127.0.0.1", port: UInt16 = 0
) throws -> (Int32, UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SocketError(call: "socket", code: errno) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = unsafe inet_addr(host)
    address.sin_port = port.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            unsafe bind(descriptor, pointer, length) == 0
                && Glibc.listen(descriptor, backlog) == 0
                && getsockname(descriptor, pointer, &length) == 0
        }
    }
    guard code else { throw SocketError(call: "bind", code: errno) }
    return (descriptor, UInt16(bigEndian: address.sin_port))
}

private func sendAll(_ descriptor: Int32, _ text: String) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
        let count = unsafe bytes[sent...].withUnsafeBytes { rest in
            unsafe send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return }
        sent += count
    }
}

/// socket(7): with a linger time of zero, close sends a reset.
private func resetAtClose(_ descriptor: Int32) {
    var linger = linger(l_onoff: 1, l_linger: 0)
    unsafe _ = setsockopt(
        descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
}

private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func startThread(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
    unsafe _ = pthread_create(
        &thread, nil,
        { raw in
            guard let raw = unsafe raw else { return nil }
            unsafe Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().body()
            return nil
        }, work)
    pthread_detach(thread)
}
