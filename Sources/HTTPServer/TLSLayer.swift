import Crypto

/// TLS between a connection and its socket. It holds at most what was encrypted in one go and not
/// taken by the client yet; what is received is decrypted at once and handed up whole.
///
/// A session takes some 20 KiB. Who connects and says nothing, or a greeting that never ends, gets
/// none: it begins with the first record that is complete.
final class TLSLayer {
    /// Encrypted in one go: four records, one system call.
    private static let sealedBytesMax = 4 * TLSSession.recordBytesMax
    /// Far more than one go makes. Only answers to alerts and new keys can add up to it, for a
    /// client that asks for them and does not read: it is not listened to until it does.
    static let heldBytesMax = 2 * sealedBytesMax

    private let context: TLSServerContext
    private var session: TLSSession?
    private let socket: ClientSocket
    /// The first record as far as it has come, before there is a session.
    private var greeting: [UInt8] = []
    /// Ciphertext, of which `sent` bytes are gone.
    private var held: [UInt8] = []
    private var sent = 0
    /// Nothing more is said, and nothing that comes is of interest.
    private var isWritingEnded = false
    private(set) var isInputEnded = false
    private(set) var error: TLSError?

    init(_ context: TLSServerContext, _ socket: ClientSocket) {
        self.context = context
        self.socket = socket
    }

    var isHandshaking: Bool { session?.isEstablished != true }
    var isResumed: Bool { session?.isResumed == true }
    var heldCount: Int { held.count - sent }

    func receive(
        into plaintext: inout [UInt8], _ ciphertext: inout [UInt8]
    ) -> ClientSocket.Received {
        if isInputEnded { return .ended }
        let received = socket.receive(into: &ciphertext)
        // Bytes that are dropped anyway need not be decrypted.
        guard case .bytes(let count) = received, !isWritingEnded else { return received }
        guard let session = session ?? begin(ciphertext, count) else { return .wouldBlock }
        do throws(TLSError) {
            if !greeting.isEmpty {
                // A part of the first record: nothing to be handed up can be in it.
                let part = exchange(&greeting, with: [])
                _ = try session.open(part, count: part.count, into: &plaintext)
            }
            let opened = try session.open(ciphertext, count: count, into: &plaintext)
            if case .failed = push() { return .failed }
            isInputEnded = opened.isEnd
            if opened.byteCount > 0 { return .bytes(opened.byteCount) }
            return opened.isEnd ? .ended : .wouldBlock
        } catch {
            self.error = error
            // The alert, as far as it goes.
            _ = push()
            return .failed
        }
    }

    /// - Returns: nil until the first record is complete; then it is kept.
    private func begin(_ ciphertext: [UInt8], _ count: Int) -> TLSSession? {
        if TLSGreeting.isIncomplete(greeting, ciphertext, count) {
            greeting.append(contentsOf: ciphertext[..<count])
            return nil
        }
        let session = TLSSession(context)
        self.session = session
        return session
    }

    func send(_ bytes: [UInt8], from start: Int) -> ClientSocket.Sent {
        // Nothing can be said to who has not greeted.
        guard let session else { return .failed }
        if heldCount > 0 || start == bytes.count { return push() }
        let part = start..<min(start + Self.sealedBytesMax, bytes.count)
        do throws(TLSError) {
            try session.seal(bytes, part)
        } catch {
            self.error = error
            return .failed
        }
        if case .failed = push() { return .failed }
        return .bytes(part.count)
    }

    /// Says goodbye, and shuts the socket's side when the client has been told.
    func shutdownWriting() {
        isWritingEnded = true
        sayGoodbye()
    }

    /// Sends what the session has to say, as far as it goes.
    func sayGoodbye() {
        session?.sayGoodbye()
        _ = push()
    }

    /// - Returns: `bytes(0)` when the client took something, or there was nothing to take.
    private func push() -> ClientSocket.Sent {
        collect()
        if heldCount > 0 {
            switch socket.send(held, from: sent) {
            case .bytes(let count): sent += count
            case .wouldBlock: return .wouldBlock
            case .failed: return .failed
            }
        }
        if heldCount == 0 {
            drop()
            if isWritingEnded { socket.shutdownWriting() }
        }
        return .bytes(0)
    }

    private func collect() {
        guard let session else { return }
        if heldCount == 0 {
            session.takeCiphertext(into: &held)
            sent = 0
        } else {
            var more: [UInt8] = []
            session.takeCiphertext(into: &more)
            held.append(contentsOf: more)
        }
    }

    /// All of it is sent. A large buffer is not kept for what may never come again.
    private func drop() {
        if held.capacity > 4096 {
            held = []
        } else {
            held.removeAll(keepingCapacity: true)
        }
        sent = 0
    }
}
