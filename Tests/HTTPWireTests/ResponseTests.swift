import HTTPWire
import Testing

@Suite struct `A response` {
    private static let date = HTTPDate.bytes(secondsSince1970: 784_111_777)

    private func text(_ response: Response, isHead: Bool = false, closes: Bool = false) -> String {
        var output = Array("before|".utf8)
        response.serialize(into: &output, isHead: isHead, date: Self.date, closes: closes)
        let text = String(decoding: output, as: UTF8.self)
        #expect(text.hasPrefix("before|"))
        return String(text.dropFirst("before|".count))
    }

    private static let dateLine = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    @Test func `is written with its length, its date and its fields`() {
        var response = Response.json(200, Array("{}".utf8))
        response.headers = [("Retry-After", "10")]
        #expect(
            text(response) == "HTTP/1.1 200 OK\r\n" + Self.dateLine
                + "Content-Type: application/json\r\nRetry-After: 10\r\nContent-Length: 2\r\n\r\n{}"
        )
    }

    @Test func `tells that the connection closes`() {
        #expect(
            text(Response(status: 503), closes: true) == "HTTP/1.1 503 Service Unavailable\r\n"
                + Self.dateLine + "Connection: close\r\nContent-Length: 0\r\n\r\n")
    }

    @Test func `to HEAD has the length of a body and no body`() {
        #expect(
            text(Response(status: 200, body: Array("hello".utf8)), isHead: true)
                == "HTTP/1.1 200 OK\r\n" + Self.dateLine + "Content-Length: 5\r\n\r\n")
    }

    @Test(arguments: [204, 304])
    func `without content has no length either`(_ status: Int) {
        let text = text(Response(status: status, body: [1]))
        #expect(!text.contains("Content-Length") && text.hasSuffix("GMT\r\n\r\n"))
    }

    @Test func `of an unknown status has an empty reason`() {
        #expect(text(Response(status: 299)).hasPrefix("HTTP/1.1 299 \r\n"))
    }

    @Test func `cannot be split by a value that came from elsewhere`() {
        let response = Response(status: 200, headers: [("X", "a\r\nSet-Cookie: b\0")])
        #expect(text(response).contains("\r\nX: a  Set-Cookie: b \r\n"))
    }

    @Test(arguments: ParseError.allCases)
    func `to a broken request names the rule`(_ error: ParseError) {
        let response = Response.refusal(error)
        #expect(response.closesConnection)
        #expect([400, 413, 414, 417, 431, 501, 505].contains(response.status))
        let body = String(decoding: response.body, as: UTF8.self)
        #expect(body == "\(error.text) (\(error.rule))\n")
        #expect(error.rule.hasPrefix("RFC ") && error.text.hasSuffix(error == .notHTTP ? "?" : "."))
    }
}

@Suite struct `The date of a response` {
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_827_696, "Tue, 29 Feb 2000 12:34:56 GMT"),
        (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
    func `is written as the RFC writes it`(_ seconds: Int, _ text: String) {
        #expect(String(decoding: HTTPDate.bytes(secondsSince1970: seconds), as: UTF8.self) == text)
    }
}
