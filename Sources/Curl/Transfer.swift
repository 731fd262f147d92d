internal import CCurl

/// One easy handle with all that its callbacks write to, used for one request after the other.
///
/// Lives on the loop's thread only. What does not change between requests is set once, when the
/// handle is made for a trust: setting everything each time would cost as much as sending does.
@safe final class Transfer {
    let easy: UnsafeMutableRawPointer
    let trust: Trust
    var policy: OutboundPolicy { trust.policy }
    /// Told of the sockets that are opened. Outlives the connections, which outlive this.
    let sockets: SocketWatch
    /// libcurl writes here what went wrong.
    let errorText: UnsafeMutablePointer<CChar>

    // Of the request under way.
    /// What the starter calls it.
    private(set) var tag: UInt64 = 0
    private(set) var method = TransferRequest.Method.get
    private(set) var receivedMax = 0
    private(set) var bodyCount = 0
    var received: [UInt8] = []
    var isTooLarge = false
    var refusal: Refusal?
    var socketsOpened = 0
    var attempts = 0
    /// Of the answer's head, what has come so far.
    var headBytes = 0
    /// The empty line after the last head has come.
    var isHeadWhole = false
    var answerDelay = AnswerDelay()

    /// More than any server or proxy sends: common limits are 8 and 16 KiB.
    static let headBytesMax = 64 << 10

    // What the handle is set to, so that only what changes is set again.
    let url = RequestURL()
    private let headers = HeaderList()
    private var connectTimeout = Duration.zero
    private var totalTimeout = Duration.zero
    private var unixSocket: String?
    private(set) var tellsCertificate = false
    private var body = BodyBuffer()

    /// Why a callback ended the transfer.
    enum Refusal {
        case address(AddressRange)
        case repetition
    }

    init(_ trust: Trust, idleMax: Duration, sockets: SocketWatch) {
        guard let easy = unsafe curl_easy_init() else { preconditionFailure("out of memory") }
        unsafe self.easy = easy
        self.trust = trust
        self.sockets = sockets
        let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe self.errorText = errorText
        unsafe Self.check(bridge_setopt_url(easy, url.raw))
        unsafe Self.check(bridge_setopt_list(easy, CURLOPT_HTTPHEADER, headers.raw))
        setCallbacks()
        setConnection(idleMax: idleMax)
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        unsafe errorText.deallocate()
    }

    /// Makes the handle ready for a request. Nothing has begun after it.
    ///
    /// - Throws: what is wrong with the request.
    func prepare(_ request: TransferRequest, tag: UInt64) throws(TransferError) {
        self.tag = tag
        receivedMax = request.responseBytesMax
        bodyCount = request.body.count
        received = []
        isTooLarge = false
        refusal = nil
        socketsOpened = 0
        attempts = 0
        headBytes = 0
        isHeadWhole = false
        answerDelay = AnswerDelay(max: request.firstByteTimeout)
        unsafe errorText.pointee = 0
        try setURL(request.url)
        try setHeaders(request.headers)
        // Zero would mean "no limit", here and for the times.
        set(CURLOPT_MAXFILESIZE_LARGE, offset: max(1, request.responseBytesMax))
        setTimeouts(request)
        setMethod(request)
        setUnixSocket(request.unixSocket)
        setCertificate(request.tellsCertificate)
    }

    private func setURL(_ text: String) throws(TransferError) {
        try unsafe url.set(text, under: policy) { target in
            unsafe Self.check(bridge_setopt_string(easy, CURLOPT_REQUEST_TARGET, target))
        }
    }

    private func setCertificate(_ isTold: Bool) {
        guard isTold != tellsCertificate else { return }
        tellsCertificate = isTold
        set(CURLOPT_CERTINFO, isTold ? 1 : 0)
    }

    private func setUnixSocket(_ path: String?) {
        guard path != unixSocket else { return }
        unixSocket = path
        set(CURLOPT_UNIX_SOCKET_PATH, path)
    }

    /// Forgets the body, which can be large.
    func release() { body.release() }

    private func setHeaders(_ lines: [String]) throws(TransferError) {
        do { try headers.set(lines) } catch {
            throw TransferError(unsent: .badHeader, error.text)
        }
    }

    private func setTimeouts(_ request: TransferRequest) {
        if request.connectTimeout != connectTimeout {
            connectTimeout = request.connectTimeout
            set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(connectTimeout.millisecondsRoundedUp)))
        }
        if request.totalTimeout != totalTimeout {
            totalTimeout = request.totalTimeout
            set(CURLOPT_TIMEOUT_MS, max(1, Int(totalTimeout.millisecondsRoundedUp)))
        }
    }

    private func setMethod(_ request: TransferRequest) {
        let hasChanged = request.method != method
        method = request.method
        guard method != .get else {
            precondition(request.body.isEmpty, "a GET has no body")
            if hasChanged {
                set(CURLOPT_HTTPGET, 1)
                set(CURLOPT_CUSTOMREQUEST, nil)
            }
            return
        }
        body.hold(request.body)
        // So the body leaves together with the header. A read callback would make it a second write
        // to the socket and a second read at the other side: 25 instead of 15 µs of CPU a call.
        // That libcurl could send it twice is prevented in `mayBegin`.
        unsafe Self.check(bridge_setopt_pointer(easy, CURLOPT_POSTFIELDS, body.start))
        set(CURLOPT_POSTFIELDSIZE_LARGE, offset: request.body.count)
        if hasChanged {
            set(CURLOPT_POST, 1)
            // PUT and PATCH are a POST of another name to libcurl.
            set(CURLOPT_CUSTOMREQUEST, method == .post ? nil : method.rawValue)
        }
    }
}
