import HTTPWire
import Testing

/// Bytes of a client, and what the parser must make of them however they are cut.
struct ParserCase: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let expected: [Seen]
    var limits = WireLimits()
    var acceptsHTTP10 = false

    var testDescription: String { name }

    init(_ name: String, _ text: String, _ expected: [Seen]) {
        self.init(name, bytes: Array(text.utf8), expected)
    }

    init(_ name: String, bytes: [UInt8], _ expected: [Seen]) {
        self.name = name
        self.bytes = bytes
        self.expected = expected
    }

    func with(limits: WireLimits = WireLimits(), acceptsHTTP10: Bool = false) -> ParserCase {
        var copy = self
        copy.limits = limits
        copy.acceptsHTTP10 = acceptsHTTP10
        return copy
    }
}

/// What came out of the parser, in a form that can be compared. Neighbouring parts of a body are
/// one: where they were cut is nobody's business. Nor is, here, what a chunk announced.
enum Seen: Equatable {
    case head(String)
    case body(String)
    case end
    case error(ParseError)

    /// Feeds the pieces one after the other, and says at last that no more will come.
    static func feed(_ pieces: [[UInt8]], _ parser: RequestParser) -> [Seen] {
        var parser = parser
        var seen: [Seen] = []
        do throws(ParseError) {
            for piece in pieces {
                var unread = 0..<piece.count
                while let event = try parser.next(piece, &unread) {
                    seen.note(event, piece)
                }
                #expect(unread.isEmpty, "the parser asks for more and leaves bytes behind")
            }
            try parser.finish()
        } catch {
            seen.append(.error(error))
        }
        return seen
    }
}

extension [Seen] {
    mutating func note(_ event: ParserEvent, _ piece: [UInt8]) {
        switch event {
        case .head(let head): append(.head(head.summary))
        case .end: append(.end)
        case .chunk: break
        case .body(let range):
            let text = String(decoding: piece[range], as: UTF8.self)
            if case .body(let before) = last {
                self[count - 1] = .body(before + text)
            } else {
                append(.body(text))
            }
        }
    }
}

extension RequestHead {
    /// Everything in one line: `POST /path ?query 1.1 length(3) keep [Host=a]`.
    var summary: String {
        let fields = headers.texts.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
        let query = query.map { " ?\($0)" } ?? ""
        let version = version == .http11 ? "1.1" : "1.0"
        let wishes = (keepAlive ? " keep" : " close") + (expectsContinue ? " expects" : "")
        return "\(method.rawValue) \(path)\(query) \(version) \(framing)\(wishes) [\(fields)]"
    }
}
