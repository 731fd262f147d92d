internal import CCurl
internal import Glibc

/// Where a URL leads, as libcurl itself reads it.
///
/// Whoever checks a host against a list must read the URL as the one who connects does. Two parsers
/// that differ about `https://good.example\@evil.example/` are how such lists are got around. So
/// there is this one parser; and what it understands must also be what is written: a host in any
/// spelling but its usual one is refused, whatever it means.
package struct OutboundURL: Hashable, Sendable {
    /// `http` or `https`.
    package let scheme: String

    /// In lower case, an IPv6 address without its brackets.
    package let host: String

    /// The scheme's own where the URL names none.
    package let port: Int

    /// Scheme, host and port: the same for all URLs that lead to one server, however written.
    package let origin: String

    /// Reads an absolute URL without user and password.
    ///
    /// - Throws: `.badURL` or `.schemeRefused`; the message does not repeat the URL.
    package init(_ text: String) throws(TransferError) {
        let both = OutboundPolicy(allowHTTP: true)
        if let problem = Self.problem(of: text, under: both) {
            throw TransferError(unsent: problem.reason, problem.text)
        }
        guard let originCount = KnownOrigins.originCount(of: text) else {
            try self.init(asking: text)
            return
        }
        if let known = KnownOrigins.url(of: text, originCount: originCount) {
            self = known
            return
        }
        try self.init(asking: text)
        KnownOrigins.insert(self, of: text, originCount: originCount)
    }

    /// Asks libcurl.
    private init(asking text: String) throws(TransferError) {
        let parts = URLHandle()
        let code = unsafe curl_url_set(
            parts.raw, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER))
        guard code == CURLUE_OK else {
            let text = unsafe String(cString: curl_url_strerror(code))
            throw TransferError(unsent: .badURL, text)
        }
        guard let scheme = parts.part(CURLUPART_SCHEME)?.lowercased(),
            let host = parts.part(CURLUPART_HOST)?.lowercased(),
            let port = parts.part(CURLUPART_PORT).flatMap({ Int($0) }), port > 0
        else { throw TransferError(unsent: .badURL, "the URL has no host, or port 0") }
        let written = Self.authority(of: text, scheme: scheme)
        guard written == host || written == "\(host):\(port)", Self.isUsual(host) else {
            throw TransferError(
                unsent: .badURL, "the URL's host or port is not written in its usual form")
        }
        self.scheme = scheme
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        self.port = port
        origin = "\(scheme)://\(self.host):\(port)"
    }

    /// What stands between `//` and the path, query or fragment (RFC 3986, 3.2).
    private static func authority(of text: String, scheme: String) -> String {
        let rest = text.utf8.dropFirst(scheme.utf8.count + 3)
        let ends = [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")]
        return String(decoding: rest.prefix { !ends.contains($0) }, as: UTF8.self).lowercased()
    }

    /// An address, or labels of letters, digits, `-` and `_`. Where the last one is a number,
    /// others read the whole as an address (WHATWG URL, "ends in a number"): then it must be one.
    private static func isUsual(_ host: String) -> Bool {
        // Of IPv6, libcurl has let pass what inet_pton reads, without a zone.
        if host.hasPrefix("[") { return true }
        var labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        // A whole name ends with a dot (RFC 1034, 3.1). No name is longer (RFC 1035, 2.3.4).
        guard host.utf8.count <= nameBytesMax else { return false }
        if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
        guard let last = labels.last,
            labels.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isNameByte) })
        else { return false }
        let isNumber = last.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber || last.starts(with: "0x".utf8) else { return true }
        var address = in_addr()
        return unsafe inet_pton(AF_INET, host, &address) == 1
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static let nameBytesMax = 255

    /// A longer URL is a mistake or an attack.
    static let bytesMax = 16 << 10

    /// What forbids to hand this URL to libcurl, which would understand some of it in its own way:
    /// it guesses a scheme, for example.
    static func problem(of url: String, under policy: OutboundPolicy) -> URLProblem? {
        let url = url.utf8Span.span
        guard url.count <= bytesMax else {
            return URLProblem(reason: .badURL, text: "the URL is longer than \(bytesMax) bytes")
        }
        // A backslash is a slash to every browser, and none to libcurl.
        guard isPlainText(url) else {
            return URLProblem(
                reason: .badURL, text: "the URL is not of visible ASCII only, without backslashes")
        }
        if begins(url, with: "https://") { return nil }
        guard begins(url, with: "http://") else {
            return URLProblem(
                reason: .schemeRefused, text: "the URL begins with neither https:// nor http://")
        }
        return policy.takesHTTP
            ? nil : URLProblem(reason: .schemeRefused, text: "http is not allowed: use https")
    }

    /// Without a branch, so that many bytes are looked at together: a call looks at several URLs,
    /// and at some of them more than once.
    private static func isPlainText(_ text: Span<UInt8>) -> Bool {
        var marks: UInt8 = 0
        for index in text.indices {
            let byte = text[index]
            let isInvisible: UInt8 = byte &- 0x21 > 0x7E - 0x21 ? 1 : 0
            let isBackslash: UInt8 = byte == UInt8(ascii: "\\") ? 1 : 0
            marks |= isInvisible | isBackslash
        }
        return marks == 0
    }

    private static func begins(_ url: Span<UInt8>, with prefix: String) -> Bool {
        let prefix = prefix.utf8Span.span
        guard url.count >= prefix.count else { return false }
        // Setting one bit makes an ASCII letter a small one, and `:` and `/` have it already.
        for index in prefix.indices where url[index] | 0x20 != prefix[index] { return false }
        return true
    }
}

struct URLProblem {
    let reason: TransferError.Reason
    let text: String
}

/// libcurl's parsed URL. Not copyable, so that one owner frees it.
@safe private struct URLHandle: ~Copyable {
    let raw: OpaquePointer

    init() {
        guard let raw = unsafe curl_url() else { preconditionFailure("out of memory") }
        unsafe self.raw = raw
    }

    deinit { unsafe curl_url_cleanup(raw) }

    func part(_ part: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        let code = unsafe curl_url_get(raw, part, &text, UInt32(CURLU_DEFAULT_PORT))
        guard code == CURLUE_OK, let text = unsafe text else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }
}
