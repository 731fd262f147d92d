internal import COpenSSL

/// The server's side of one TLS connection, without its socket: ciphertext in, plaintext out, and
/// the other way round.
///
/// Whatever comes in is worked off at once and whole, so OpenSSL never holds a complete record that
/// nobody reads: who waits for the socket misses nothing. Of a record that is not complete it keeps
/// what has come, at most `recordBytesMax`.
@safe package final class TLSSession {
    /// What came out of some ciphertext.
    package struct Opened: Hashable, Sendable {
        /// Bytes of plaintext, at the beginning of the buffer.
        package let byteCount: Int
        /// The client has said that no more will come (close_notify, RFC 8446 §6.1). It may still
        /// be reading.
        package let isEnd: Bool
    }

    /// The most plaintext that one record holds (RFC 8446 §5.1).
    package static let recordBytesMax = 16_384
    /// By how much the room for plaintext must exceed the ciphertext: for what a record of which
    /// the last byte came only now holds, and never none.
    package static let plaintextBytesExtra = recordBytesMax + 1

    private let ssl: OpaquePointer
    private let pipe = TLSPipe()
    private var hasFailed = false
    private var hasSaidGoodbye = false
    /// Both sides have agreed: what comes is the client's, and what is sealed reaches it.
    package private(set) var isEstablished = false
    /// The client came back with a ticket.
    package private(set) var isResumed = false

    package init(_ context: TLSServerContext) {
        guard let ssl = unsafe SSL_new(context.raw) else { preconditionFailure("out of memory") }
        unsafe self.ssl = ssl
        let bio = unsafe TLSPipeBIO.make(pipe)
        // Taken over once, as it is both the reading and the writing one (SSL_set_bio(3)).
        unsafe SSL_set_bio(ssl, bio, bio)
        unsafe SSL_set_accept_state(ssl)
    }

    deinit { unsafe SSL_free(ssl) }

    /// Takes ciphertext in. There may be something to send afterwards, also when it throws: then
    /// it is the alert that tells the client why.
    ///
    /// - Parameters:
    ///   - ciphertext: of which the first `count` bytes have come.
    ///   - plaintext: has room for `count + plaintextBytesExtra` bytes.
    package func open(
        _ ciphertext: [UInt8], count: Int, into plaintext: inout [UInt8]
    ) throws(TLSError) -> Opened {
        precondition(!hasFailed && count <= ciphertext.count)
        precondition(plaintext.count >= count + Self.plaintextBytesExtra)
        pipe.lend(ciphertext, count)
        defer { pipe.takeBack() }
        var filled = 0
        // SSL_get_error(3): an older error of the thread would be taken for one of this call.
        ERR_clear_error()
        while true {
            let code = unsafe plaintext.withUnsafeMutableBytes { bytes in
                let room = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
                var read = 0
                let result = unsafe SSL_read_ex(ssl, room.baseAddress, room.count, &read)
                filled += read
                return result == 1 ? SSL_ERROR_NONE : unsafe SSL_get_error(ssl, result)
            }
            switch code {
            case SSL_ERROR_NONE: continue
            case SSL_ERROR_WANT_READ: return opened(filled, isEnd: false)
            case SSL_ERROR_ZERO_RETURN: return opened(filled, isEnd: true)
            default: throw failure(isEstablished || filled > 0 ? .records : .handshake)
            }
        }
    }

    private func opened(_ byteCount: Int, isEnd: Bool) -> Opened {
        if !isEstablished, unsafe SSL_is_init_finished(ssl) == 1 {
            isEstablished = true
            isResumed = unsafe SSL_session_reused(ssl) == 1
        }
        return Opened(byteCount: byteCount, isEnd: isEnd)
    }

    /// Encrypts a part of some bytes, all of it; then there is ciphertext to take.
    package func seal(_ plaintext: [UInt8], _ part: Range<Int>) throws(TLSError) {
        precondition(isEstablished && !hasFailed && !hasSaidGoodbye && !part.isEmpty)
        ERR_clear_error()
        // The records' own bytes are few: 22 a record in TLS 1.3, 29 in 1.2.
        let records = part.count / Self.recordBytesMax + 1
        pipe.output.reserveCapacity(pipe.output.count + part.count + 32 * records)
        let code = unsafe plaintext.withUnsafeBytes { bytes in
            let bytes = unsafe UnsafeRawBufferPointer(rebasing: bytes[part])
            var written = 0
            let result = unsafe SSL_write_ex(ssl, bytes.baseAddress, bytes.count, &written)
            return result == 1 ? SSL_ERROR_NONE : unsafe SSL_get_error(ssl, result)
        }
        // The pipe takes all there is, so there is no "try again".
        if code != SSL_ERROR_NONE { throw failure(.records) }
    }

    /// Tells the client that no more will come, once and where that is possible. There is
    /// ciphertext to take then. What the client sends can still be opened.
    package func sayGoodbye() {
        guard isEstablished, !hasFailed, !hasSaidGoodbye else { return }
        hasSaidGoodbye = true
        // 0: said, and the client has not said so yet; who waits for that is not this session.
        if unsafe SSL_shutdown(ssl) < 0 { ERR_clear_error() }
    }

    /// Takes what is to be sent, into an array that gives its storage in return.
    package func takeCiphertext(into ciphertext: inout [UInt8]) {
        ciphertext.removeAll(keepingCapacity: true)
        swap(&pipe.output, &ciphertext)
    }

    private func failure(_ moment: TLSError.Moment) -> TLSError {
        hasFailed = true
        return TLSError(moment: moment, reason: OpenSSLFailure.takeLast().reason)
    }
}
