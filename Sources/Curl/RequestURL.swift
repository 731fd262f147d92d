internal import CCurl

/// The URL of one request after the other, read by libcurl's parser before the transfer begins.
///
/// A transfer that is given the text reads it, and then writes it anew with a `printf` that puts
/// out a character at a time: an eighth of a call's instructions (7.88). Given the parts it copies
/// them. And of URLs that differ in their paths only, as those of calls do, the rest is read
/// once.
@safe final class RequestURL {
    /// For `CURLOPT_CURLU`, which does not copy it.
    let raw: OpaquePointer

    /// Scheme and authority of what is held, as written; empty when it has more than a plain path
    /// besides.
    private var origin: [UInt8] = []

    /// Those that libcurl would read the text with, but for one: it guesses no scheme.
    private static let flags = UInt32(
        CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER | CURLU_PATH_AS_IS)

    init() {
        guard let raw = unsafe curl_url() else { preconditionFailure("out of memory") }
        unsafe self.raw = raw
    }

    deinit { unsafe curl_url_cleanup(raw) }

    /// Takes the place of the one before. Not while a transfer goes on.
    func set(_ text: String, under policy: OutboundPolicy) throws(TransferError) {
        if let problem = OutboundURL.problem(of: text, under: policy) {
            throw TransferError(unsent: problem.reason, problem.text)
        }
        let originCount = Self.plainOriginCount(text)
        if let originCount, isOrigin(text, originCount) {
            let code = unsafe text.withCString { text in
                unsafe curl_url_set(raw, CURLUPART_PATH, text + originCount, 0)
            }
            precondition(code == CURLUE_OK, "out of memory")
            return
        }
        origin = []
        let code = unsafe curl_url_set(raw, CURLUPART_URL, text, Self.flags)
        guard code == CURLUE_OK else {
            throw TransferError(unsent: .badURL, unsafe String(cString: curl_url_strerror(code)))
        }
        if let originCount { origin = Array(text.utf8.prefix(originCount)) }
    }

    private func isOrigin(_ text: String, _ count: Int) -> Bool {
        let text = text.utf8Span.span
        guard count == origin.count else { return false }
        for index in 0..<count where text[index] != origin[index] { return false }
        return true
    }

    /// How many bytes stand before the path, if the rest is a path and nothing else, in any
    /// reading.
    private static func plainOriginCount(_ text: String) -> Int? {
        guard let count = KnownOrigins.originCount(of: text) else { return nil }
        let text = text.utf8Span.span
        // Of "https:///host" libcurl takes what it finds first for the host.
        if text[count - 1] == UInt8(ascii: "/") { return nil }
        // Without a branch, so that many bytes are looked at together.
        var marks: UInt8 = 0
        for index in text.indices {
            let isQuestion: UInt8 = text[index] == UInt8(ascii: "?") ? 1 : 0
            let isFragment: UInt8 = text[index] == UInt8(ascii: "#") ? 1 : 0
            marks |= isQuestion | isFragment
        }
        return marks == 0 ? count : nil
    }
}
