/// Why a TLS connection cannot go on. It says nothing secret, and nothing that was said in it.
package struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Moment: String, Sendable {
        /// Before both sides had agreed: versions, ciphers, certificates.
        case handshake
        /// Later: a record that was forged or damaged, or an alert of the other side.
        case records
    }

    package let moment: Moment
    /// OpenSSL's words: `unsupported protocol`, `http request`, `tlsv1 alert unknown ca`.
    package let reason: String

    package init(moment: Moment, reason: String) {
        self.moment = moment
        self.reason = reason
    }

    package var description: String { "TLS \(moment.rawValue): \(reason)" }
}
