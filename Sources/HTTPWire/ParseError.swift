/// Why a request was refused while it was read. Each knows the status to answer and the rule that
/// was broken. After one the place of the next request is uncertain: answer and close.
package enum ParseError: String, Error, Hashable, CaseIterable, Sendable {
    case notHTTP
    case lineEndInvalid
    case requestLineInvalid
    case requestLineTooLong
    case methodUnknown
    case targetInvalid
    case versionInvalid
    case versionRefused
    case headerTooLarge
    case headerCountTooHigh
    case fieldFolded
    case fieldNameInvalid
    case fieldNameConfusing
    case fieldValueInvalid
    case fieldRepeated
    case hostMissing
    case hostInvalid
    case hostMismatch
    case connectionOptionInvalid
    case contentLengthInvalid
    case contentLengthTooLarge
    case lengthAndEncoding
    case encodingInvalid
    case encodingUnknown
    case encodingInHTTP10
    case expectationUnknown
    case chunkSizeInvalid
    case chunkTooLarge
    case chunkLineTooLong
    case chunkExtensionInvalid
    case chunkCountTooHigh
    case chunkEndInvalid
    case trailerTooLarge
    case trailerForbidden
    case truncated

    /// The status to answer with.
    package var status: Int { facts.status }
    /// The rule that was broken, as `RFC 9112 §6.3`.
    package var rule: String { facts.rule }
    /// What is wrong, in one sentence without any of the client's bytes.
    package var text: String { facts.text }
    /// A word for metrics.
    package var label: String { rawValue }

    private var facts: (status: Int, rule: String, text: String) {
        requestLineFacts ?? fieldFacts ?? lengthFacts ?? bodyFacts
    }

    private var requestLineFacts: (Int, String, String)? {
        switch self {
        case .notHTTP:
            (400, "RFC 9112 §3", "The first byte begins no HTTP request; is the client using TLS?")
        case .lineEndInvalid:
            (400, "RFC 9112 §2.2", "A line ends in a bare CR or LF; lines end in CR LF.")
        case .requestLineInvalid:
            (
                400, "RFC 9112 §3",
                "The request line is not method, target and version, one space apart."
            )
        case .requestLineTooLong:
            (414, "RFC 9112 §3", "The request line is too long.")
        case .methodUnknown:
            (501, "RFC 9110 §9.1", "The method is not implemented here.")
        case .targetInvalid:
            (400, "RFC 9112 §3.2", "The request target is not a path.")
        case .versionInvalid:
            (400, "RFC 9112 §2.3", "The version is not HTTP/1.1.")
        case .versionRefused:
            (505, "RFC 9110 §15.6.6", "This version of HTTP is not spoken here; use HTTP/1.1.")
        default: nil
        }
    }

    private var fieldFacts: (Int, String, String)? {
        switch self {
        case .headerTooLarge:
            (431, "RFC 6585 §5", "The header fields are too large.")
        case .headerCountTooHigh:
            (431, "RFC 6585 §5", "There are too many header fields.")
        case .fieldFolded:
            (400, "RFC 9112 §5.2", "A field line begins with white space; folding is obsolete.")
        case .fieldNameInvalid:
            (400, "RFC 9112 §5.1", "A field name is not a token followed at once by a colon.")
        case .fieldNameConfusing:
            (
                400, "RFC 3875 §4.1.18",
                "A field name has an underscore where a field about framing has a hyphen."
            )
        case .fieldValueInvalid:
            (400, "RFC 9110 §5.5", "A field value holds a control character.")
        case .fieldRepeated:
            (400, "RFC 9110 §5.3", "A field that may come once came twice.")
        case .hostMissing:
            (400, "RFC 9112 §3.2", "There is no Host field.")
        case .hostInvalid:
            (400, "RFC 9112 §3.2", "The Host field is not a host with an optional port.")
        case .hostMismatch:
            (400, "RFC 9112 §3.2", "The Host field is not the host of the request target.")
        case .connectionOptionInvalid:
            (
                400, "RFC 9110 §7.6.1",
                "Connection names no option, or a field that is for all recipients."
            )
        case .expectationUnknown:
            (417, "RFC 9110 §10.1.1", "The only expectation known here is 100-continue.")
        default: nil
        }
    }

    private var lengthFacts: (Int, String, String)? {
        switch self {
        case .contentLengthInvalid:
            (400, "RFC 9110 §8.6", "Content-Length is not one decimal number.")
        case .contentLengthTooLarge:
            (413, "RFC 9110 §8.6", "Content-Length is larger than any body taken here.")
        case .lengthAndEncoding:
            (400, "RFC 9112 §6.3", "Content-Length and Transfer-Encoding came together.")
        case .encodingInvalid:
            (
                400, "RFC 9112 §6.3",
                "The body's end cannot be found: chunked is not the last coding."
            )
        case .encodingUnknown:
            (501, "RFC 9112 §6.1", "The only transfer coding known here is chunked.")
        case .encodingInHTTP10:
            (400, "RFC 9112 §6.1", "HTTP/1.0 has no Transfer-Encoding.")
        default: nil
        }
    }

    private var bodyFacts: (status: Int, rule: String, text: String) {
        switch self {
        case .chunkSizeInvalid:
            (400, "RFC 9112 §7.1", "A chunk does not begin with its size in hexadecimal.")
        case .chunkTooLarge:
            (413, "RFC 9112 §7.1", "A chunk is larger than any body taken here.")
        case .chunkLineTooLong:
            (400, "RFC 9112 §7.1.1", "The extensions of a chunk are too long.")
        case .chunkExtensionInvalid:
            (400, "RFC 9112 §7.1.1", "A chunk extension is not a name with an optional value.")
        case .chunkCountTooHigh:
            (413, "RFC 9112 §7.1", "The body comes in too many chunks.")
        case .chunkEndInvalid:
            (400, "RFC 9112 §7.1", "A chunk is not followed by CR LF.")
        case .trailerTooLarge:
            (431, "RFC 9112 §7.1.2", "The trailer fields are too large or too many.")
        case .trailerForbidden:
            (400, "RFC 9110 §6.5.1", "A trailer field is one that only a head may have.")
        default:
            (400, "RFC 9112 §8", "The connection was closed in the middle of a request.")
        }
    }
}
