/// The fields after the last chunk.
enum TrailerField {
    /// Whether that name may not be there: "A sender MUST NOT generate a trailer field unless the
    /// sender knows the corresponding header field name's definition permits" it, which those about
    /// framing, routing, authentication and the content do not (RFC 9110 §6.5.1). Who merged one
    /// into the head would read another request.
    static func isForbidden(_ text: [UInt8], _ name: Range<Int>) -> Bool {
        forbidden.contains { Octets.equalIgnoringCase(text, name, $0) }
    }

    private static let forbidden = [
        "content-length", "transfer-encoding", "host", "connection", "te", "trailer", "upgrade",
        "expect", "authorization", "proxy-authorization", "cookie", "content-type",
        "content-encoding", "content-range", "cache-control", "max-forwards", "range",
        "content_length", "transfer_encoding",
    ]
}
