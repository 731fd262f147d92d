internal import CCurl

/// Where a URL leads, as libcurl itself reads it.
///
/// Whoever checks a host against a list must read the URL as the one who connects does. Two parsers
/// that differ about `https://good.example\@evil.example/` are how such lists are got around.
package struct OutboundURL: Hashable, Sendable {
    /// `http` or `https`.
    package let scheme: String

    /// In lower case, numeric addresses in their usual form, IPv6 addresses in brackets.
    package let host: String

    package let port: Int

    /// Reads an absolute URL without user and password.
    ///
    /// - Throws: `.badURL` or `.schemeRefused`; the message does not repeat the URL.
    package init(_ text: String) throws(TransferError) {
        let both = OutboundPolicy(allowHTTP: true)
        if let problem = Self.problem(of: text, under: both) {
            throw TransferError(unsent: problem.reason, problem.text)
        }
        let parts = URLHandle()
        let code = unsafe curl_url_set(
            parts.raw, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER))
        guard code == CURLUE_OK else {
            let text = unsafe String(cString: curl_url_strerror(code))
            throw TransferError(unsent: .badURL, text)
        }
        guard let scheme = parts.part(CURLUPART_SCHEME), let host = parts.part(CURLUPART_HOST),
            let port = parts.part(CURLUPART_PORT).flatMap({ Int($0) })
        else { throw TransferError(unsent: .badURL, "the URL has no host") }
        self.scheme = scheme.lowercased()
        self.host = host.lowercased()
        self.port = port
    }

    /// A longer URL is a mistake or an attack.
    static let bytesMax = 16 << 10

    /// What forbids to hand this URL to libcurl, which would understand some of it in its own way:
    /// it guesses a scheme, for example.
    static func problem(of url: String, under policy: OutboundPolicy) -> URLProblem? {
        guard url.utf8.count <= bytesMax else {
            return URLProblem(reason: .badURL, text: "the URL is longer than \(bytesMax) bytes")
        }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return URLProblem(reason: .badURL, text: "the URL is not of visible ASCII only")
        }
        if begins(url, with: "https://") { return nil }
        guard begins(url, with: "http://") else {
            return URLProblem(
                reason: .schemeRefused, text: "the URL begins with neither https:// nor http://")
        }
        return policy.allowHTTP
            ? nil : URLProblem(reason: .schemeRefused, text: "http is not allowed: use https")
    }

    private static func begins(_ url: String, with prefix: String) -> Bool {
        // Setting one bit makes an ASCII letter a small one, and `:` and `/` have it already.
        url.utf8.prefix(prefix.utf8.count).elementsEqual(prefix.utf8) { $0 | 0x20 == $1 }
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
