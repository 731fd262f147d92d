package import Bridge

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

    /// New connections are shown another certificate than before.
    package func certificateRenewed(_ file: String, validUntil: UnixTime) {
        write(
            .info, "certificate-renewed",
            [LogField("file", file), LogField("valid-until", Timestamp.text(validUntil))])
    }

    /// The files have changed and cannot be used; the certificate that was there before stays.
    ///
    /// - Parameter reason: which file, what is wrong with it, and what to do.
    package func certificateRefused(_ reason: String) {
        write(.error, "certificate-refused", key: reason, [LogField("reason", reason)])
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
