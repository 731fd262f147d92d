/// The receiver's encryption.
extension Log {
    /// - Parameters:
    ///   - file: of the certificate.
    ///   - problem: about its validity, and what to do.
    package func certificateDoubted(_ file: String, problem: String) {
        write(
            .warning, "certificate-doubted", key: file,
            [LogField("file", file), LogField("problem", problem)])
    }

    /// A client that could not agree with the receiver, or spoke something else than TLS.
    ///
    /// - Parameters:
    ///   - peer: its address, without the port.
    ///   - reason: OpenSSL's words, of which there are only so many.
    package func tlsFailed(from peer: String, moment: String, reason: String) {
        write(
            .warning, "tls-failed", key: reason,
            [LogField("peer", peer), LogField("moment", moment), LogField("reason", reason)])
    }
}
