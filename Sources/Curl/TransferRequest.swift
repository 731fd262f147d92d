/// One HTTP request, whole.
package struct TransferRequest: Sendable {
    package enum Method: String, CaseIterable, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"

        /// Whether a request that may have been read may be sent once more (RFC 9110, 9.2.2).
        ///
        /// PUT is not in it, although the RFC calls it idempotent: whether a request is repeated is
        /// for the caller to decide here, and GET alone changes nothing at the other side.
        var isSafe: Bool { self == .get }
    }

    package var method: Method

    /// Absolute, of visible ASCII characters only, without user and password.
    package var url: String

    /// `Name: value` lines, sent as they are and in this order.
    ///
    /// Host and Content-Length are added. Content-Length, Transfer-Encoding and Expect are not
    /// allowed here: how the message is framed is not the caller's business.
    package var headers: [String]

    /// What is sent; empty means no body for GET, and a body of no bytes for the others.
    package var body: [UInt8]

    /// How long resolving, connecting and the TLS handshake may take together.
    package var connectTimeout: Duration

    /// How long the other side may take to begin its answer once the whole request has left; `nil`
    /// when only the total counts. An answer has begun with its first line.
    package var firstByteTimeout: Duration?

    /// How long all of it may take, from the start to the answer's last byte.
    package var totalTimeout: Duration

    /// An answer with a longer body ends the transfer with `.tooLarge`.
    package var responseBytesMax: Int

    package var policy: OutboundPolicy

    /// The path of a Unix socket to connect to instead of the URL's host; nil for the network.
    /// The policy must allow private addresses: a socket file is one.
    package var unixSocket: String?

    /// Whether the answer is to bring the certificate that the server showed.
    package var tellsCertificate = false

    package init(
        method: Method, url: String, headers: [String] = [], body: [UInt8] = [],
        connectTimeout: Duration = .seconds(5), firstByteTimeout: Duration? = nil,
        totalTimeout: Duration = .seconds(30), responseBytesMax: Int = 16 << 20,
        policy: OutboundPolicy = OutboundPolicy(), unixSocket: String? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeout = connectTimeout
        self.firstByteTimeout = firstByteTimeout
        self.totalTimeout = totalTimeout
        self.responseBytesMax = responseBytesMax
        self.policy = policy
        self.unixSocket = unixSocket
    }
}
