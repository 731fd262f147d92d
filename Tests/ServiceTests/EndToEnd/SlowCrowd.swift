import Foundation
import Synchronization
import TestSupport

/// Thousands of clients that do as little as they can, from many addresses, and come back whenever
/// they are sent away.
final class SlowCrowd: Sendable {
    enum Way: CaseIterable {
        /// Says nothing.
        case silent
        /// A head, a byte a second.
        case header
        /// An honest head with a good token, then a byte of the body a second.
        case body
        /// Asks for much and reads none of the answers.
        case reader
        /// The beginning of a TLS handshake, a byte a second.
        case greeting
        /// A whole TLS handshake, and then a head, a byte a second.
        case secretHeader
    }

    private let isStopping = Atomic<Bool>(false)
    private let connected = Atomic<Int>(0)
    private let comings = Atomic<Int>(0)
    private let done = DispatchSemaphore(value: 0)

    /// Connections that were open at the last round.
    var connectedCount: Int { connected.load(ordering: .relaxed) }
    /// Connections that were opened so far.
    var comingsCount: Int { comings.load(ordering: .relaxed) }

    /// - Parameter authorization: a fresh one whenever it is asked for.
    init(
        _ count: Int, _ ways: [Way], port: UInt16, authorization: @escaping @Sendable () -> String
    ) {
        Thread.detachNewThread { [self] in
            var clients = (0..<count).map {
                SlowClient(ways[$0 % ways.count], Self.address($0), port, authorization)
            }
            while !isStopping.load(ordering: .relaxed) { goRound(&clients) }
            clients = []
            done.signal()
        }
    }

    /// A hundred from each address, which is fewer than one may have.
    private static func address(_ number: Int) -> UInt32 { 1 << 16 | UInt32(number / 100) << 8 | 1 }

    /// Each client has its turn once a second or so: a fiftieth of them, then a pause.
    private func goRound(_ clients: inout [SlowClient]) {
        var open = 0
        let part = max(1, clients.count / 50)
        for index in clients.indices {
            if isStopping.load(ordering: .relaxed) { return }
            if clients[index].move() { comings.add(1, ordering: .relaxed) }
            if clients[index].isConnected { open += 1 }
            // Sleeps because being slow is what it is for.
            if index % part == part - 1 { usleep(20_000) }
        }
        connected.store(open, ordering: .relaxed)
    }

    func stop() {
        isStopping.store(true, ordering: .relaxed)
        done.wait()
    }
}

/// One of the crowd.
private struct SlowClient {
    private let way: SlowCrowd.Way
    private let address: UInt32
    private let port: UInt16
    private let authorization: @Sendable () -> String
    private var socket: LoopbackSocket?
    private var tls: TestTLSClient?
    /// What is still to be said, a byte at a time; then it says `a` for ever.
    private var words: [UInt8] = []

    init(
        _ way: SlowCrowd.Way, _ address: UInt32, _ port: UInt16,
        _ authorization: @escaping @Sendable () -> String
    ) {
        self.way = way
        self.address = address
        self.port = port
        self.authorization = authorization
    }

    var isConnected: Bool { socket != nil }

    /// - Returns: whether it had to come again.
    mutating func move() -> Bool {
        if let socket, socket.condition() == .open, say(socket) { return false }
        socket = LoopbackSocket(
            port: port, source: address, receiveBufferBytes: way == .reader ? 2304 : nil)
        guard let socket else { return true }
        begin(socket)
        socket.stopWaiting()
        return true
    }

    private mutating func begin(_ socket: LoopbackSocket) {
        let head = "POST /invoke HTTP/1.1\r\nHost: a\r\n"
        switch way {
        case .silent: break
        case .header: socket.send(head + "X: ")
        case .body:
            socket.send(
                head + "Authorization: \(authorization())\r\nContent-Length: 1000000\r\n\r\n{")
        case .reader:
            let request = "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"
            socket.send(String(repeating: request, count: 1_000))
        case .greeting:
            words = Array(TestTLSClient().take().dropLast(1).reversed())
        case .secretHeader:
            let client = TestTLSClient()
            guard socket.shakeHands(client) else { return }
            client.write(Array((head + "X: ").utf8))
            socket.send(client.take())
            tls = client
        }
    }

    /// - Returns: whether the server is still there, as far as it is to be seen.
    private mutating func say(_ socket: LoopbackSocket) -> Bool {
        switch way {
        case .silent, .reader: return true
        case .header, .body: return socket.send([0x61])
        case .greeting: return words.popLast().map { socket.send([$0]) } ?? true
        case .secretHeader:
            guard let tls else { return false }
            tls.write([0x61])
            return socket.send(tls.take())
        }
    }
}

extension LoopbackSocket {
    /// - Returns: whether both sides have agreed.
    func shakeHands(_ client: TestTLSClient) -> Bool {
        while !client.isEstablished {
            guard send(client.take()), let bytes = take(), client.failure == nil else {
                return false
            }
            _ = client.feed(bytes)
        }
        return send(client.take())
    }
}
