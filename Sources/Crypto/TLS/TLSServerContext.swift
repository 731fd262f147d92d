internal import COpenSSL

/// What a server shows to its clients, and the rules it talks to them by: TLS 1.2 and 1.3, forward
/// secrecy and authenticated encryption always, no renegotiation, no compression, no early data.
///
/// A client comes back with a ticket, for an hour, instead of the whole handshake. The keys of the
/// tickets are the context's own, random and only in memory: with a new context, as with a new
/// certificate, every client starts anew.
///
/// Sendable: openssl-threads(7) lets threads share an SSL_CTX that nobody changes any more, and
/// after `init` nobody does.
@safe package final class TLSServerContext: @unchecked Sendable {
    let raw: OpaquePointer
    /// From when until when the server's certificate holds, in seconds since 1970.
    package let validity: ClosedRange<Int>

    /// - Parameters:
    ///   - certificate: the server's, then those of its issuers, in PEM form.
    ///   - privateKey: of the first certificate, in PEM form and not encrypted.
    ///   - clientCA: whose certificates a client must show, in PEM form; nil asks for none.
    package init(
        certificate: [UInt8], privateKey: Secret, clientCA: [UInt8]? = nil
    ) throws(TLSCertificateError) {
        let chain = try TLSCertificates(certificate)
        let key = try TLSPrivateKey(privateKey)
        guard unsafe X509_check_private_key(chain.leaf, key.raw) == 1 else {
            _ = OpenSSLFailure.take()
            throw .privateKeyMismatch
        }
        validity = chain.validity
        guard let context = unsafe SSL_CTX_new(TLS_server_method()) else {
            preconditionFailure("out of memory, or OpenSSL offers no TLS: check openssl.cnf")
        }
        unsafe raw = context
        unsafe Self.setRules(context)
        guard unsafe SSL_CTX_use_certificate(raw, chain.leaf) == 1,
            unsafe chain.issuers.allSatisfy({ unsafe bridge_context_add_chain(raw, $0) == 1 }),
            unsafe SSL_CTX_use_PrivateKey(raw, key.raw) == 1
        else { throw .certificateRefused(reason: OpenSSLFailure.take().reason) }
        if let clientCA { try unsafe Self.askClients(context, clientCA) }
    }

    deinit { unsafe SSL_CTX_free(raw) }

    /// No client is let in that does not show a certificate of one of these.
    private static func askClients(
        _ context: OpaquePointer, _ pem: [UInt8]
    ) throws(TLSCertificateError) {
        let issuers = try clientIssuers(pem)
        defer { extendLifetime(issuers) }
        let all = unsafe [issuers.leaf] + issuers.issuers
        let store = unsafe SSL_CTX_get_cert_store(context)
        guard unsafe all.allSatisfy({ unsafe X509_STORE_add_cert(store, $0) == 1 }),
            // Their names, so that a client with several certificates shows the right one.
            unsafe all.allSatisfy({ unsafe SSL_CTX_add_client_CA(context, $0) == 1 }),
            // An issuer that is not its own is trusted as it stands there: it was chosen.
            unsafe X509_VERIFY_PARAM_set_flags(
                SSL_CTX_get0_param(context), UInt(X509_V_FLAG_PARTIAL_CHAIN)) == 1,
            // SSL_CTX_set_session_id_context(3): without it, a client with a certificate that comes
            // back with a ticket is refused.
            unsafe SSL_CTX_set_session_id_context(context, sessionScope, UInt32(sessionScope.count))
                == 1
        else { throw .clientCADamaged(reason: OpenSSLFailure.take().reason) }
        unsafe SSL_CTX_set_verify(
            context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    }

    private static func clientIssuers(
        _ pem: [UInt8]
    ) throws(TLSCertificateError) -> TLSCertificates {
        do throws(TLSCertificateError) {
            return try TLSCertificates(pem)
        } catch {
            throw .clientCADamaged(reason: "\(error)")
        }
    }

    private static let sessionScope = [UInt8]("mpo-bridge".utf8)

    private static let versions = (oldest: TLS1_2_VERSION, newest: TLS1_3_VERSION)
    /// Of TLS 1.2; those of 1.3 are all of this kind.
    private static let ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
        + "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
        + "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
    /// Every client knows one of them. The larger ones would cost a multiple for each stranger.
    private static let groups = "X25519:P-256:P-384"
    /// RSA of 2048 bits and EC of 224 at least, no SHA-1 (SSL_CTX_set_security_level(3)).
    private static let securityLevel: Int32 = 2
    private static let ticketSeconds = 3600

    private static func setRules(_ context: OpaquePointer) {
        unsafe SSL_CTX_set_security_level(context, securityLevel)
        // Only an openssl.cnf or a build without these could refuse: better no server than
        // another one.
        guard unsafe bridge_context_set_versions(context, versions.oldest, versions.newest) == 1,
            unsafe SSL_CTX_set_cipher_list(context, ciphers) == 1,
            unsafe bridge_context_set_groups(context, groups) == 1
        else { preconditionFailure("OpenSSL: \(OpenSSLFailure.take().reason)") }
        unsafe bridge_context_set_server_options(context)
        unsafe bridge_context_accept_http11(context)
        // A resting connection holds no record buffers: 34 KiB less of it.
        unsafe bridge_context_set_mode(context, Int(SSL_MODE_RELEASE_BUFFERS))
        // Tickets need no memory here; the cache of sessions would, and is for clients without.
        unsafe bridge_context_set_session_cache(context, Int(SSL_SESS_CACHE_OFF))
        guard unsafe SSL_CTX_set_timeout(context, ticketSeconds) >= 0 else {
            preconditionFailure("OpenSSL refuses a lifetime of tickets")
        }
    }
}
