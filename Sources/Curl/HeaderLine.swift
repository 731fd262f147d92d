internal import CCurl

/// A header line in the form that libcurl takes: a list of this one element, until others follow.
@safe final class HeaderLine {
    /// What it was made of.
    let text: String
    let isContentType: Bool
    let element: UnsafeMutablePointer<curl_slist>

    /// - Throws: what is wrong with the line, without its value: that can be a token.
    init(_ text: String) throws(HeaderProblem) {
        let bytes = text.utf8Span.span
        let nameCount = try Self.nameCount(of: bytes)
        self.text = text
        isContentType = Self.begins(bytes, nameCount, with: Self.contentType)
        unsafe element = Self.element(Self.asLibcurlWantsIt(text, nameCount))
    }

    /// Takes a header away that libcurl would add by itself.
    init(removing name: String) {
        text = name + ":"
        isContentType = false
        unsafe element = Self.element(text)
    }

    deinit {
        // What follows is not this line's.
        unsafe element.pointee.next = nil
        unsafe curl_slist_free_all(element)
    }

    private static func element(_ text: String) -> UnsafeMutablePointer<curl_slist> {
        guard let element = unsafe text.withCString({ unsafe curl_slist_append(nil, $0) }) else {
            preconditionFailure("out of memory")
        }
        return unsafe element
    }

    /// `Name:` would take a header away, and `Name;` is how libcurl is told to send an empty one.
    /// See curl.se/libcurl/c/CURLOPT_HTTPHEADER.html.
    private static func asLibcurlWantsIt(_ line: String, _ nameCount: Int) -> String {
        let text = line.utf8Span.span
        for index in nameCount + 1..<text.count
        where text[index] != UInt8(ascii: " ") && text[index] != UInt8(ascii: "\t") {
            return line
        }
        return name(of: text, nameCount) + ";"
    }

    private static func name(of line: Span<UInt8>, _ count: Int) -> String {
        String(decoding: (0..<count).map { line[$0] }, as: UTF8.self)
    }

    private static let contentType = [UInt8]("content-type".utf8)
    private static let reserved = ["content-length", "transfer-encoding", "expect"].map {
        [UInt8]($0.utf8)
    }

    /// How many bytes of the line are its name, if the line is one that a caller may send (RFC
    /// 9110, 5.1 and 5.5).
    private static func nameCount(of line: Span<UInt8>) throws(HeaderProblem) -> Int {
        var count = 0
        var isToken = true
        while count < line.count, line[count] != UInt8(ascii: ":") {
            if !isTokenCharacter(line[count]) { isToken = false }
            count += 1
        }
        guard count > 0, count < line.count else {
            throw HeaderProblem(text: "a header line has no name")
        }
        guard isToken else {
            throw HeaderProblem(text: "a header's name holds a character that HTTP does not allow")
        }
        guard !holdsControlCharacter(line.extracting(droppingFirst: count + 1)) else {
            let name = name(of: line, count).lowercased()
            throw HeaderProblem(text: "the value of header \(name) holds a control character")
        }
        for name in reserved where begins(line, count, with: name) {
            let name = String(decoding: name, as: UTF8.self)
            throw HeaderProblem(text: "header \(name) is not the caller's to set")
        }
        return count
    }

    /// One other than a tab. Without a branch, so that many bytes are looked at together: the value
    /// may be a token of a thousand.
    private static func holdsControlCharacter(_ bytes: Span<UInt8>) -> Bool {
        var marks: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            let isBelow: UInt8 = byte < 0x20 ? 1 : 0
            let isTab: UInt8 = byte == UInt8(ascii: "\t") ? 1 : 0
            let isDelete: UInt8 = byte == 0x7F ? 1 : 0
            marks |= (isBelow ^ isTab) | isDelete
        }
        return marks != 0
    }

    /// Whether a line's name is this one, which is in lower case; that of the line may be in any.
    private static func begins(_ line: Span<UInt8>, _ nameCount: Int, with name: [UInt8]) -> Bool {
        guard nameCount == name.count else { return false }
        for index in 0..<nameCount {
            let byte = line[index]
            let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            guard (isCapital ? byte | 0x20 : byte) == name[index] else { return false }
        }
        return true
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "!"),
            UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "."), UInt8(ascii: "^")...UInt8(ascii: "`"), UInt8(ascii: "|"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

/// A header line that cannot be sent.
struct HeaderProblem: Error {
    let text: String
}
