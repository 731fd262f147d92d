internal import CCurl

extension Transfer {
    func setCallbacks() {
        let this = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe Self.check(bridge_setopt_pointer(easy, CURLOPT_PRIVATE, this))
        unsafe Self.check(bridge_setopt_pointer(easy, CURLOPT_WRITEDATA, this))
        unsafe Self.check(bridge_setopt_pointer(easy, CURLOPT_HEADERDATA, this))
        unsafe Self.check(bridge_setopt_pointer(easy, CURLOPT_OPENSOCKETDATA, this))
        unsafe Self.check(bridge_setopt_pointer(easy, CURLOPT_PREREQDATA, this))
        unsafe Self.check(bridge_setopt_pointer(easy, CURLOPT_ERRORBUFFER, errorText))
        unsafe Self.check(bridge_setopt_write(easy, Self.write))
        unsafe Self.check(bridge_setopt_header(easy, Self.header))
        unsafe Self.check(bridge_setopt_opensocket(easy, Self.openSocket))
        unsafe Self.check(bridge_setopt_prereq(easy, Self.beforeRequest))
        let sockets = unsafe Unmanaged.passUnretained(sockets).toOpaque()
        unsafe Self.check(bridge_setopt_pointer(easy, CURLOPT_CLOSESOCKETDATA, sockets))
        unsafe Self.check(bridge_setopt_closesocket(easy, SocketWatch.closeSocket))
    }

    /// What one read takes from a connection. Each handle keeps a buffer of it; libcurl's own
    /// choice is four times as much. Most answers are shorter, and a page of a data set costs more
    /// to parse than to read in pieces.
    private static let receiveBytes = 4 << 10

    func setConnection(idleMax: Duration) {
        // Otherwise libcurl changes the process's SIGPIPE and SIGALRM. The loop's thread blocks
        // them.
        set(CURLOPT_NOSIGNAL, 1)
        // Names are resolved on threads of their own. Without this, ending a transfer that waits
        // for a name waits for that thread: measured with a silent name server, a timeout of 0.3 s
        // made the whole loop stand still for 3 s.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_PROTOCOLS_STR, policy.takesHTTP ? "http,https" : "https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        // CURLOPT_NOPROXY.html: for all hosts no proxy, whatever the environment says. It is not
        // asked then; with an empty name for the proxy it is, for each transfer.
        set(CURLOPT_NOPROXY, "*")
        // No login from a file in somebody's home either.
        set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_BUFFERSIZE, Self.receiveBytes)
        set(CURLOPT_MAXAGE_CONN, max(1, Int(idleMax.components.seconds)))
        // However busy it is: another one begins with what is trusted then.
        set(CURLOPT_MAXLIFETIME_CONN, Int(Trust.ageMax.components.seconds))
        setTrust()
    }

    /// Of TLS 1.2: forward secrecy and authenticated encryption; those of 1.3 all have both.
    private static let ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
        + "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
        + "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"

    private func setTrust() {
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_SSL_CIPHER_LIST, Self.ciphers)
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSL_SESSIONID_CACHE, CurlLibrary.hasSessionsOfHandles ? 1 : 0)
        if let caFile = policy.caFile {
            set(CURLOPT_CAINFO, caFile)
            // Debian's libcurl has a folder of the system's certificates built in as well, and
            // would go on trusting those.
            set(CURLOPT_CAPATH, nil)
            // It would go on with what the file held a day ago: whoever replaces it and reloads
            // means the new one (libcurl 7.87 and later keep it).
            set(CURLOPT_CA_CACHE_TIMEOUT, 0)
        }
        if !policy.pins.isEmpty {
            set(CURLOPT_PINNEDPUBLICKEY, policy.pins.map(\.text).joined(separator: ";"))
        }
    }

    func set(_ option: CURLoption, _ value: Int) {
        unsafe Self.check(bridge_setopt_long(easy, option, value))
    }

    func set(_ option: CURLoption, offset value: Int) {
        unsafe Self.check(bridge_setopt_offset(easy, option, curl_off_t(value)))
    }

    func set(_ option: CURLoption, _ value: String?) {
        unsafe Self.check(bridge_setopt_string(easy, option, value))
    }

    /// An option fails when libcurl was built without it, or without memory: neither can be mended
    /// here, and to go on without it would break a promise.
    static func check(_ code: CURLcode) {
        precondition(
            code == CURLE_OK,
            "libcurl refuses an option (code \(code.rawValue)): it was built without TLS")
    }
}
