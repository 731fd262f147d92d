internal import CCurl

/// The URL of one request after the other, read by libcurl's parser before the transfer begins.
///
/// A transfer that is given the text reads it, and then writes it anew with a `printf` that puts
/// out a character at a time: an eighth of a call's instructions (7.88). Given the parts it copies
/// them, but for the path, which is looked at and put out a character at a time as well: a
/// fifteenth. URLs mostly differ in no more than a plain path and query. So the rest is read once,
/// and the path and query are given as what they are sent as: the request's target.
@safe final class RequestURL {
    /// For `CURLOPT_CURLU`, which does not copy it.
    let raw: OpaquePointer

    /// Scheme and authority, as written, if `raw` holds nothing but them.
    private var origin: [UInt8] = []

    /// Those that libcurl would read the text with, but for one: it guesses no scheme.
    private static let flags = UInt32(
        CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER | CURLU_PATH_AS_IS)

    init() {
        guard let raw = unsafe curl_url() else { preconditionFailure("out of memory") }
        unsafe self.raw = raw
    }

    deinit { unsafe curl_url_cleanup(raw) }

    /// Whether a URL begins as the one before: then it most probably leads to the same server.
    func isBeginning(of text: Span<UInt8>) -> Bool {
        let origin = origin
        guard !origin.isEmpty, text.count >= origin.count else { return false }
        let isSame = text.extracting(first: origin.count).hasSameBytes(as: origin.span)
        return isSame
    }

    /// Takes the place of the one before. Not while a transfer goes on.
    ///
    /// - Parameter takeTarget: called with what the request's target is, as it is to be sent; `nil`
    ///   when it is that of the URL that `raw` holds.
    func set(
        _ text: String, under policy: OutboundPolicy,
        _ takeTarget: (UnsafePointer<CChar>?) -> Void
    ) throws(TransferError) {
        if let problem = OutboundURL.problem(of: text, under: policy) {
            throw TransferError(unsent: problem.reason, problem.text)
        }
        guard let originCount = Self.plainOriginCount(text) else {
            try read(text)
            takeTarget(nil)
            return
        }
        if !text.utf8Span.span.extracting(first: originCount).hasSameBytes(as: origin.span) {
            let text = text.utf8.prefix(originCount)
            try read(String(Substring(text)))
            origin = Array(text)
        }
        unsafe text.withCString { unsafe takeTarget($0 + originCount) }
    }

    private func read(_ text: String) throws(TransferError) {
        origin = []
        let code = unsafe curl_url_set(raw, CURLUPART_URL, text, Self.flags)
        guard code == CURLUE_OK else {
            throw TransferError(unsent: .badURL, unsafe String(cString: curl_url_strerror(code)))
        }
    }

    /// How many bytes stand before the path, if what follows is a path and a query and nothing
    /// else, in any reading.
    private static func plainOriginCount(_ text: String) -> Int? {
        guard let count = KnownOrigins.originCount(of: text) else { return nil }
        let origin = text.utf8Span.span.extracting(first: count)
        // Of "https:///host" libcurl takes what it finds first for the host.
        if origin[count - 1] == UInt8(ascii: "/") { return nil }
        // A query or a fragment may begin without a path.
        for index in origin.indices {
            if origin[index] == UInt8(ascii: "?") || origin[index] == UInt8(ascii: "#") {
                return nil
            }
        }
        return count
    }
}
