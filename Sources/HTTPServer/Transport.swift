import Crypto

/// How the bytes of a connection travel: plain, or through TLS. Nothing above knows which.
struct Transport {
    typealias Received = ClientSocket.Received
    /// For TLS, `bytes(0)` says that the client took only what was encrypted before.
    typealias Sent = ClientSocket.Sent

    private let socket: ClientSocket
    private let tls: TLSLayer?

    /// - Parameter context: nil for a plain connection.
    init(socket raw: Int32, context: TLSServerContext? = nil) {
        let socket = ClientSocket(raw: raw)
        self.socket = socket
        tls = context.map { TLSLayer($0, socket) }
    }

    /// To register with the event queue.
    var descriptor: Int32 { socket.raw }

    /// Client and server have not agreed on keys yet: nothing can be said.
    var isHandshaking: Bool { tls?.isHandshaking ?? false }
    /// The client came back, and the handshake was a short one.
    var isResumed: Bool { tls?.isResumed ?? false }
    /// Why TLS ended the connection.
    var error: TLSError? { tls?.error }
    /// The client has said its last word, maybe together with bytes just received.
    var isInputEnded: Bool { tls?.isInputEnded ?? false }
    /// Bytes that are sent as far as the caller is concerned, and wait here for the client.
    var heldCount: Int { tls?.heldCount ?? 0 }
    /// Whether receiving is right now, as it may produce bytes to be sent, too.
    var takesMore: Bool { heldCount < TLSLayer.heldBytesMax }

    /// - Parameters:
    ///   - buffer: for the bytes; with TLS larger than `ciphertext` by
    ///     `TLSSession.plaintextBytesExtra`.
    ///   - ciphertext: what was read from a socket a moment ago; not used by plain connections.
    func receive(into buffer: inout [UInt8], _ ciphertext: inout [UInt8]) -> Received {
        guard let tls else { return socket.receive(into: &buffer) }
        return tls.receive(into: &buffer, &ciphertext)
    }

    /// Sends from `start` on; also what is held, when nothing is left from there.
    func send(_ bytes: [UInt8], from start: Int) -> Sent {
        guard let tls else { return socket.send(bytes, from: start) }
        return tls.send(bytes, from: start)
    }

    /// Tells the client that no more will come.
    func shutdownWriting() {
        guard let tls else { return socket.shutdownWriting() }
        tls.shutdownWriting()
    }

    func close() {
        tls?.sayGoodbye()
        socket.close()
    }

    /// Closes with a reset instead of a goodbye: unsent bytes are dropped.
    func reset() { socket.reset() }
}
