internal import COpenSSL

/// What OpenSSL says about a call that failed. Its errors wait in a queue of the thread, where one
/// that nobody took would be taken for the reason of a later failure.
struct OpenSSLFailure {
    /// Library and reason, packed (err.h).
    let code: UInt

    /// Takes the first error, from which the others followed, and empties the queue.
    static func take() -> OpenSSLFailure {
        let code = ERR_get_error()
        ERR_clear_error()
        return OpenSSLFailure(code: code)
    }

    /// Takes the last error, which is the one of the outermost library: for TLS it is named as the
    /// protocol names it, where the first may be some cipher's.
    static func takeLast() -> OpenSSLFailure {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        return OpenSSLFailure(code: code)
    }

    /// OpenSSL's own words, which hold no value of anybody: `unsupported protocol`.
    var reason: String {
        guard code != 0 else { return "unknown reason" }
        guard let text = unsafe ERR_reason_error_string(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }

    /// Whether it is this reason of this library, such as `SSL_R_HTTP_REQUEST` of `ERR_LIB_SSL`.
    func matches(library: Int32, reason: Int32) -> Bool {
        ERR_GET_LIB(code) == library && ERR_GET_REASON(code) == reason
    }
}
