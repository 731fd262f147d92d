internal import CCurl

extension TransferError.Reason {
    /// What libcurl's code means; each of them is told in curl.se/libcurl/c/libcurl-errors.html.
    ///
    /// - Parameter isSent: whether a byte of the request had left.
    init(_ code: CURLcode, isSent: Bool) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: self = .resolve
        case CURLE_COULDNT_CONNECT: self = .connect
        case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED: self = .badURL
        case CURLE_OPERATION_TIMEDOUT: self = isSent ? .timedOut : .connectTimedOut
        case CURLE_RECV_ERROR: self = .reset
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE: self = .closedEarly
        case CURLE_SEND_ERROR: self = .sendFailed
        case CURLE_SEND_FAIL_REWIND: self = .notRepeated
        case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: self = .badAnswer
        // Before anything was sent it is about the scheme; after it, that the answer was HTTP/0.9.
        case CURLE_UNSUPPORTED_PROTOCOL: self = isSent ? .badAnswer : .schemeRefused
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CLIENTCERT:
            self = .tls
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH: self = .pinMismatch
        // What libcurl says of a line of the head that is longer than 100 KiB, before 8.6 and from
        // then on (CURLE_TOO_LARGE).
        case CURLE_OUT_OF_MEMORY where isSent, CURLcode(100): self = .badAnswer
        default: self = .other(code: Int(code.rawValue))
        }
    }
}
