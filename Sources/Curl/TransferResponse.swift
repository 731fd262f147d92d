/// A whole answer, of any status: whether a status is good news is for the caller to say.
package struct TransferResponse: Sendable {
    /// The status code, 200 to 599. Redirects are not followed.
    package let status: Int

    /// The value of Retry-After as it came: seconds or a date (RFC 9110, 10.2.3).
    package let retryAfter: String?

    /// The value of Date as it came. Read for a status from 300 on, and of a GET's answer always:
    /// it tells about wrong clocks.
    package let date: String?

    package let body: [UInt8]
    package let times: TransferTimes

    /// Whether a connection was opened for this request.
    package let isNewConnection: Bool

    /// The server's own certificate in PEM form, where the request asked for it and a connection
    /// with TLS was opened for it.
    package let certificate: [UInt8]?

    package init(
        status: Int, retryAfter: String? = nil, date: String? = nil, body: [UInt8],
        times: TransferTimes = TransferTimes(), isNewConnection: Bool = false,
        certificate: [UInt8]? = nil
    ) {
        self.status = status
        self.retryAfter = retryAfter
        self.date = date
        self.body = body
        self.times = times
        self.isNewConnection = isNewConnection
        self.certificate = certificate
    }
}

/// How long the phases took, each from the start of the transfer; zero for a phase not reached.
package struct TransferTimes: Hashable, Sendable {
    /// Until the connection was ready, TLS included. Zero on a connection that was open already.
    package let connected: Duration

    /// Until the first byte of the answer.
    package let firstByte: Duration

    /// Until the end, good or bad.
    package let total: Duration

    package init(
        connected: Duration = .zero, firstByte: Duration = .zero, total: Duration = .zero
    ) {
        self.connected = connected
        self.firstByte = firstByte
        self.total = total
    }
}
