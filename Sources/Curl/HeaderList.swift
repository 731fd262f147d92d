internal import CCurl

/// Header lines in the form that libcurl takes.
@safe final class HeaderList {
    /// What the list was made of.
    let lines: [String]
    private(set) var raw: UnsafeMutablePointer<curl_slist>?

    /// - Throws: what is wrong with the first bad line, without its value: that can be a token.
    init(_ lines: [String]) throws(HeaderProblem) {
        self.lines = lines
        var hasContentType = false
        for line in lines {
            let name = try Self.name(of: line)
            hasContentType = hasContentType || name == "content-type"
            append(Self.asLibcurlWantsIt(line, nameCount: name.utf8.count))
        }
        // A line without a value takes one away that libcurl would add by itself. "Expect:
        // 100-continue" costs a round trip, or a second if the server does not know it.
        append("Expect:")
        if !hasContentType { append("Content-Type:") }
    }

    deinit { unsafe curl_slist_free_all(raw) }

    private func append(_ line: String) {
        guard let extended = unsafe curl_slist_append(raw, line) else {
            preconditionFailure("out of memory")
        }
        unsafe raw = extended
    }

    /// `Name:` would take a header away, and `Name;` is how libcurl is told to send an empty one.
    /// See curl.se/libcurl/c/CURLOPT_HTTPHEADER.html.
    private static func asLibcurlWantsIt(_ line: String, nameCount: Int) -> String {
        let value = line.utf8.dropFirst(nameCount + 1)
        let isEmpty = value.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return isEmpty ? String(decoding: line.utf8.prefix(nameCount), as: UTF8.self) + ";" : line
    }

    /// The name in lower case, if the line is one that a caller may send (RFC 9110, 5.1 and 5.5).
    private static func name(of line: String) throws(HeaderProblem) -> String {
        let bytes = line.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon != bytes.startIndex else {
            throw HeaderProblem(text: "a header line has no name")
        }
        let name = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        guard bytes[..<colon].allSatisfy(isTokenCharacter) else {
            throw HeaderProblem(text: "a header's name holds a character that HTTP does not allow")
        }
        let value = bytes[colon...].dropFirst()
        guard value.allSatisfy({ $0 == UInt8(ascii: "\t") || ($0 >= 0x20 && $0 != 0x7F) }) else {
            throw HeaderProblem(text: "the value of header \(name) holds a control character")
        }
        if ["content-length", "transfer-encoding", "expect"].contains(name) {
            throw HeaderProblem(text: "header \(name) is not the caller's to set")
        }
        return name
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

/// A header line that cannot be sent.
struct HeaderProblem: Error {
    let text: String
}
