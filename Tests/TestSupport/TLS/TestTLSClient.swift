internal import COpenSSL

/// A TLS client without a socket, so that a test decides about every byte that travels.
@safe package final class TestTLSClient {
    package struct Options: Sendable {
        /// As on the wire: 0x0303 is TLS 1.2.
        package var versions: ClosedRange<Int32> = 0x0303...0x0304
        /// Of TLS 1.2, as OpenSSL writes them.
        package var ciphers: String?
        package var protocols: [String] = []
        /// The only certificate that is trusted, in PEM form; nil trusts everybody.
        package var trusted: String?
        /// What the client shows when it is asked who it is; nil for nothing.
        package var identity: TestCertificate?

        package init() {}
    }

    /// What a client keeps to come back with.
    @safe package final class Ticket {
        fileprivate let raw: OpaquePointer
        fileprivate init(_ raw: OpaquePointer) { unsafe self.raw = raw }
        deinit { unsafe SSL_SESSION_free(raw) }
    }

    private let context: OpaquePointer
    private let ssl: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    /// OpenSSL's words.
    package private(set) var failure: String?
    /// The server has said that no more will come.
    package private(set) var isEnded = false

    package init(_ options: Options = Options(), ticket: Ticket? = nil) {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()),
            unsafe bridge_context_set_versions(
                context, options.versions.lowerBound, options.versions.upperBound) == 1,
            let ssl = unsafe Self.session(context, options),
            let incoming = unsafe BIO_new(BIO_s_mem()), let outgoing = unsafe BIO_new(BIO_s_mem())
        else { preconditionFailure() }
        unsafe (self.context, self.ssl) = unsafe (context, ssl)
        unsafe (self.incoming, self.outgoing) = unsafe (incoming, outgoing)
        unsafe SSL_set_bio(ssl, incoming, outgoing)
        unsafe SSL_set_connect_state(ssl)
        if let ticket { precondition(unsafe SSL_set_session(ssl, ticket.raw) == 1) }
        _ = unsafe SSL_do_handshake(ssl)
        ERR_clear_error()
    }

    deinit {
        unsafe SSL_free(ssl)
        unsafe SSL_CTX_free(context)
    }

    private static func session(
        _ context: OpaquePointer, _ options: Options
    ) -> OpaquePointer? {
        // Versions before 1.2 exist only without a security level.
        unsafe SSL_CTX_set_security_level(context, 0)
        let ciphers = options.ciphers ?? "ALL:@SECLEVEL=0"
        precondition(unsafe SSL_CTX_set_cipher_list(context, ciphers) == 1)
        let list = options.protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        if !list.isEmpty {
            precondition(unsafe SSL_CTX_set_alpn_protos(context, list, UInt32(list.count)) == 0)
        }
        if let identity = options.identity { unsafe show(identity, context) }
        if let trusted = options.trusted {
            var text = Array(trusted.utf8)
            let bio = unsafe BIO_new_mem_buf(&text, Int32(text.count))
            let certificate = unsafe PEM_read_bio_X509(bio, nil, nil, nil)
            precondition(
                unsafe X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate) == 1)
            unsafe X509_free(certificate)
            unsafe BIO_free(bio)
            unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        }
        return unsafe SSL_new(context)
    }

    private static func show(_ identity: TestCertificate, _ context: OpaquePointer) {
        var text = Array((identity.certificate + identity.privateKey).utf8)
        let bio = unsafe BIO_new_mem_buf(&text, Int32(text.count))
        let certificate = unsafe PEM_read_bio_X509(bio, nil, nil, nil)
        let key = unsafe PEM_read_bio_PrivateKey(bio, nil, nil, nil)
        precondition(unsafe SSL_CTX_use_certificate(context, certificate) == 1)
        precondition(unsafe SSL_CTX_use_PrivateKey(context, key) == 1)
        unsafe X509_free(certificate)
        unsafe EVP_PKEY_free(key)
        unsafe BIO_free(bio)
    }

    package var isEstablished: Bool { unsafe SSL_is_init_finished(ssl) == 1 && failure == nil }
    package var isResumed: Bool { unsafe SSL_session_reused(ssl) == 1 }
    /// `TLSv1.3`
    package var version: String { unsafe String(cString: SSL_get_version(ssl)) }
    package var cipher: String {
        unsafe String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)))
    }

    /// What both have agreed to speak; nil for nothing.
    package var selectedProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &name, &count)
        guard let name = unsafe name else { return nil }
        return unsafe String(
            decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    /// Of the last ticket that has come.
    package var ticket: Ticket? {
        unsafe SSL_get1_session(ssl).map { unsafe Ticket($0) }
    }

    /// The ciphertext that is to be sent.
    package func take() -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe BIO_read(outgoing, &part, Int32(part.count))
            if count <= 0 { return bytes }
            bytes += part.prefix(Int(count))
        }
    }

    /// Takes ciphertext in and gives the plaintext that is complete.
    package func feed(_ bytes: [UInt8]) -> [UInt8] {
        if !bytes.isEmpty {
            precondition(
                unsafe BIO_write(incoming, bytes, Int32(bytes.count)) == Int32(bytes.count))
        }
        var plaintext: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while failure == nil {
            let count = unsafe SSL_read(ssl, &part, Int32(part.count))
            if count > 0 {
                plaintext += part.prefix(Int(count))
                continue
            }
            note(unsafe SSL_get_error(ssl, count))
            break
        }
        return plaintext
    }

    private func note(_ code: Int32) {
        switch code {
        case SSL_ERROR_WANT_READ: break
        case SSL_ERROR_ZERO_RETURN: isEnded = true
        default:
            let text = unsafe ERR_reason_error_string(ERR_peek_error())
            failure = unsafe text.map { unsafe String(cString: $0) } ?? "unknown"
        }
        ERR_clear_error()
    }

    package func write(_ bytes: [UInt8]) {
        precondition(isEstablished)
        if bytes.isEmpty { return }
        precondition(unsafe SSL_write(ssl, bytes, Int32(bytes.count)) == Int32(bytes.count))
    }

    /// Says that no more will come. Reading goes on.
    package func sayGoodbye() { _ = unsafe SSL_shutdown(ssl) }

    /// Asks the server for new keys: in TLS 1.3 it answers with new ones of its own.
    package func askForNewKeys() {
        precondition(unsafe SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED) == 1)
        precondition(unsafe SSL_do_handshake(ssl) == 1)
    }

    /// Asks for a new handshake on the open connection, which is a thing of TLS 1.2.
    package func renegotiate() {
        precondition(unsafe SSL_renegotiate(ssl) == 1)
        _ = unsafe SSL_do_handshake(ssl)
        ERR_clear_error()
    }
}
