import Crypto
import Foundation

/// One connection of a fault server, in plain text or in TLS. On one thread.
final class FaultConnection {
    private let socket: Socket
    private let session: TLSSession?
    private let isStopping: () -> Bool
    private var unread: [UInt8] = []

    init(_ socket: Socket, tls: TLSServerContext?, isStopping: @escaping () -> Bool) {
        self.socket = socket
        session = tls.map { TLSSession($0) }
        self.isStopping = isStopping
    }

    // MARK: - Requests

    /// The next request; `nil` when the other side has gone, or more than so many bytes of it came.
    ///
    /// - Parameter began: called when the first byte is here.
    func request(bytesMax: Int, began: () -> Void) -> FaultServer.Request? {
        var isBegun = false
        while true {
            if !unread.isEmpty, !isBegun {
                isBegun = true
                began()
            }
            if unread.count >= bytesMax { return nil }
            if let request = takeRequest() { return request }
            let room = min(65_536, bytesMax - unread.count)
            guard let more = receive(max: room), !more.isEmpty else { return nil }
            unread += more
        }
    }

    private func takeRequest() -> FaultServer.Request? {
        guard let blank = unread.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: unread[..<blank.lowerBound], as: UTF8.self)
        let length =
            head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).filter { $0 != " " }) } ?? 0
        guard unread.count >= blank.upperBound + length else { return nil }
        let body = Array(unread[blank.upperBound..<blank.upperBound + length])
        unread.removeFirst(blank.upperBound + length)
        return FaultServer.Request(head: head, body: body)
    }

    /// `nil` at the end of the connection.
    private func receive(max: Int) -> [UInt8]? {
        while !isStopping() {
            guard socket.isReady(within: 50) else { continue }
            let bytes = socket.receive(max: max)
            if bytes.isEmpty { return nil }
            guard let session else { return bytes }
            var plaintext = [UInt8](
                repeating: 0, count: bytes.count + TLSSession.plaintextBytesExtra)
            let opened = try? session.open(bytes, count: bytes.count, into: &plaintext)
            flush()
            guard let opened, !opened.isEnd else { return nil }
            if opened.byteCount > 0 { return Array(plaintext[..<opened.byteCount]) }
        }
        return nil
    }

    // MARK: - Answers

    /// - Returns: whether the connection goes on.
    func play(_ steps: [FaultServer.Step]) -> Bool {
        for step in steps {
            switch step {
            case .send(let bytes): if !send(bytes) { return false }
            case .drip(let bytes, let pause):
                for byte in bytes {
                    guard !isStopping(), send([byte]) else { return false }
                    // Sleeps because the peer is slow.
                    Thread.sleep(forTimeInterval: pause / .seconds(1))
                }
            case .flood(let bytes):
                while !isStopping(), send(bytes) {}
                return false
            case .silence:
                while !isStopping(), receive(max: 65_536) != nil {}
                return false
            case .close: return false
            case .reset:
                socket.resetAtClose()
                return false
            }
        }
        return true
    }

    /// What was to happen in the middle of a request.
    func end(_ end: FaultServer.End) {
        switch end {
        case .close: break
        case .reset: socket.resetAtClose()
        case .silence:
            // Nothing is read either: a large request stops.
            // Sleeps because nothing is to happen until the test is over.
            while !isStopping() { Thread.sleep(forTimeInterval: 0.05) }
        case .answer(let bytes):
            _ = send(bytes)
            if session == nil { socket.endSending() }
            while !isStopping(), receive(max: 65_536) != nil {}
        }
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        guard let session else { return socket.send(bytes) }
        guard !bytes.isEmpty else { return true }
        guard (try? session.seal(bytes, bytes.indices)) != nil else { return false }
        return flush()
    }

    @discardableResult
    private func flush() -> Bool {
        guard let session else { return true }
        var ciphertext: [UInt8] = []
        session.takeCiphertext(into: &ciphertext)
        return socket.send(ciphertext)
    }
}
