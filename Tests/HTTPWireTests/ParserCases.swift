import HTTPWire

extension ParserCase {
    static let host = "Host: a\r\n"

    /// Requests that are right.
    static let accepted: [ParserCase] = [
        ParserCase(
            "a GET without a body", "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            [.head("GET / 1.1 none keep [Host=a]"), .end]),
        ParserCase(
            "a POST with Content-Length",
            "POST /invoke HTTP/1.1\r\nHost: a:8443\r\ncontent-length: 5\r\n\r\nhello",
            [
                .head("POST /invoke 1.1 length(5) keep [Host=a:8443, content-length=5]"),
                .body("hello"), .end,
            ]),
        ParserCase(
            "an empty body", "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
            [.head("PUT /x 1.1 length(0) keep [Host=a, Content-Length=0]"), .end]),
        ParserCase(
            "a query, and white space around a value",
            "GET /p%20q?a=b?c HTTP/1.1\r\nHost: \t a \t\r\nX:\r\n\r\n",
            [.head("GET /p%20q ?a=b?c 1.1 none keep [Host=a, X=]"), .end]),
        ParserCase(
            "chunks, an extension, upper-case digits and a trailer",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "3\r\nabc\r\n00A;name=\"value\"\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n",
            [
                .head("POST / 1.1 chunked keep [Host=a, Transfer-Encoding=Chunked]"),
                .body("abc0123456789"), .end,
            ]),
        ParserCase(
            "an empty chunked body",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            [.head("POST / 1.1 chunked keep [Host=a, Transfer-Encoding=chunked]"), .end]),
        ParserCase(
            "three requests in a row, with an empty line between them",
            "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"
                + "\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nDELETE /3 HTTP/1.1\r\nHost: a\r\n\r\n",
            [
                .head("POST /1 1.1 length(1) keep [Host=a, Content-Length=1]"), .body("x"), .end,
                .head("GET /2 1.1 none keep [Host=a]"), .end,
                .head("DELETE /3 1.1 none keep [Host=a]"), .end,
            ]),
        ParserCase(
            "close among other words", "GET / HTTP/1.1\r\nHost: a\r\nConnection: x , CLOSE\r\n\r\n",
            [.head("GET / 1.1 none close [Host=a, Connection=x , CLOSE]"), .end]),
        ParserCase(
            "an expectation",
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\nx",
            [
                .head(
                    "POST / 1.1 length(1) keep expects "
                        + "[Host=a, Expect=100-Continue, Content-Length=1]"
                ), .body("x"), .end,
            ]),
        ParserCase(
            "an expectation without a body, which is none",
            "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
            [.head("GET / 1.1 none keep [Host=a, Expect=100-continue]"), .end]),
        ParserCase(
            "an upgrade, by not following it",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
            [.head("GET / 1.1 none keep [Host=a, Connection=Upgrade, Upgrade=h2c]"), .end]),
        ParserCase(
            "the absolute form", "GET HTTP://b:80/x?y HTTP/1.1\r\nHost: B:80\r\n\r\n",
            [.head("GET /x ?y 1.1 none keep [Host=B:80]"), .end]),
        ParserCase(
            "the asterisk form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            [.head("OPTIONS * 1.1 none keep [Host=a]"), .end]),
        ParserCase(
            "a higher minor version", "GET / HTTP/1.7\r\nHost: a\r\n\r\n",
            [.head("GET / 1.1 none keep [Host=a]"), .end]),
        ParserCase(
            "an IPv6 host and bytes above ASCII in a value",
            "HEAD / HTTP/1.1\r\nHost: [::1]:80\r\nX: é\r\n\r\n",
            [.head("HEAD / 1.1 none keep [Host=[::1]:80, X=é]"), .end]),
        ParserCase(
            "HTTP/1.0 without a Host, where it is allowed", "GET /healthz HTTP/1.0\r\n\r\n",
            [.head("GET /healthz 1.0 none close []"), .end]
        ).with(acceptsHTTP10: true),
        ParserCase("nothing at all", "", []),
    ]

    /// Requests that break a rule, alone or behind a good one.
    static let refused: [ParserCase] = [
        startLine("a TLS greeting", "\u{16}\u{3}\u{1}", .notHTTP),
        startLine("a space before the method", " GET / HTTP/1.1", .notHTTP),
        startLine("a second empty line", "\r\n\r\nGET / HTTP/1.1", .notHTTP),
        startLine("two spaces", "GET  / HTTP/1.1", .requestLineInvalid),
        startLine("a tab for a space", "GET\t/ HTTP/1.1", .requestLineInvalid),
        startLine("HTTP/0.9", "GET /", .requestLineInvalid),
        startLine("a space in the target", "GET /a b HTTP/1.1", .versionInvalid),
        startLine("a space at the end", "GET / HTTP/1.1 ", .versionInvalid),
        startLine("a version in lower case", "GET / http/1.1", .versionInvalid),
        startLine("a version of three parts", "GET / HTTP/1.1.1", .versionInvalid),
        startLine("HTTP/1.0", "GET / HTTP/1.0", .versionRefused),
        startLine("HTTP/2", "PRI * HTTP/2.0", .versionRefused),
        startLine("CONNECT", "CONNECT a:443 HTTP/1.1", .methodUnknown),
        startLine("TRACE", "TRACE / HTTP/1.1", .methodUnknown),
        startLine("a method in lower case", "get / HTTP/1.1", .methodUnknown),
        startLine("a target without a slash", "GET x HTTP/1.1", .targetInvalid),
        startLine("an asterisk with GET", "GET * HTTP/1.1", .targetInvalid),
        startLine("a fragment", "GET /#a HTTP/1.1", .targetInvalid),
        startLine("a NUL in the target", "GET /\0 HTTP/1.1", .targetInvalid),
        startLine("a target beyond ASCII", "GET /é HTTP/1.1", .targetInvalid),
        startLine("userinfo in the absolute form", "GET http://u@b/ HTTP/1.1", .targetInvalid),
        startLine("the absolute form without a path", "GET http://b HTTP/1.1", .targetInvalid),
        startLine("a bare CR in the request line", "GET /\rHTTP/1.1", .requestLineInvalid),
        ParserCase("a bare LF", "GET / HTTP/1.1\nHost: a\r\n\r\n", [.error(.lineEndInvalid)]),
        ParserCase("a lone LF", "GET / HTTP/1.1\r\nHost: a\r\n\n", [.error(.lineEndInvalid)]),

        fields("no Host", "X: 1\r\n", .hostMissing),
        fields("two Hosts", "Host: a\r\nhost: a\r\n", .fieldRepeated),
        fields("a Host with userinfo", "Host: u@a\r\n", .hostInvalid),
        fields("a Host with a path", "Host: a/b\r\n", .hostInvalid),
        fields("a Host that is a list", "Host: a, b\r\n", .hostInvalid),
        fields("a Host with a bad port", "Host: a:8x\r\n", .hostInvalid),
        fields("a Host with an open bracket", "Host: [::1\r\n", .hostInvalid),
        fields("a folded line", host + "X: 1\r\n 2\r\n", .fieldFolded),
        fields("white space before the first field", " " + host, .fieldFolded),
        fields("white space before the colon", host + "X : 1\r\n", .fieldNameInvalid),
        fields("no colon", host + "X\r\n", .fieldNameInvalid),
        fields("an empty name", host + ": 1\r\n", .fieldNameInvalid),
        fields("a NUL in a value", host + "X: a\0b\r\n", .fieldValueInvalid),
        fields("a DEL in a value", host + "X: \u{7F}\r\n", .fieldValueInvalid),
        fields("a bare CR in a value", host + "X: a\rb\r\n", .lineEndInvalid),
        fields("two tokens", host + "Authorization: a\r\nAuthorization: b\r\n", .fieldRepeated),
        fields("two media types", host + "Content-Type: a\r\nContent-Type: a\r\n", .fieldRepeated),
        fields("an unknown expectation", host + "Expect: wonders\r\n", .expectationUnknown),

        fields("two lengths", length("1") + length("1"), .fieldRepeated),
        fields("a list of lengths", length("1, 1"), .contentLengthInvalid),
        fields("a signed length", length("+1"), .contentLengthInvalid),
        fields("a negative length", length("-1"), .contentLengthInvalid),
        fields("an empty length", length(""), .contentLengthInvalid),
        fields("a hexadecimal length", length("0x1"), .contentLengthInvalid),
        fields("a length of 2^64", length("18446744073709551616"), .contentLengthTooLarge),
        fields("length and chunks", length("1") + encoding("chunked"), .lengthAndEncoding),
        fields("chunks and length", encoding("chunked") + length("1"), .lengthAndEncoding),
        fields("two encodings", encoding("chunked") + encoding("chunked"), .fieldRepeated),
        fields("chunked twice", encoding("chunked, chunked"), .encodingInvalid),
        fields("chunked first", encoding("chunked, gzip"), .encodingInvalid),
        fields("chunked last", encoding("gzip, chunked"), .encodingUnknown),
        fields("gzip", encoding("gzip"), .encodingInvalid),
        fields("identity", encoding("identity"), .encodingInvalid),
        fields("chunked with a parameter", encoding("chunked;a=b"), .encodingInvalid),
        fields("chunked with a vertical tab", encoding("\u{B}chunked"), .fieldValueInvalid),
        ParserCase(
            "chunks in HTTP/1.0",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            [.error(.encodingInHTTP10)]
        ).with(acceptsHTTP10: true),

        chunks("no size", "\r\n", .chunkSizeInvalid),
        chunks("a signed size", "+1\r\n", .chunkSizeInvalid),
        chunks("a size with 0x", "0x1\r\n", .chunkSizeInvalid),
        chunks("a space before the size", " 1\r\n", .chunkSizeInvalid),
        chunks("a space after the size", "1 \r\n", .chunkSizeInvalid),
        chunks("words after the size", "1 2\r\n", .chunkSizeInvalid),
        chunks("a control in an extension", "1;\0\r\n", .chunkExtensionInvalid),
        chunks("a bare LF in a chunk line", "1;a\nb\r\n", .lineEndInvalid),
        chunks("a size beyond 2^56", "FFFFFFFFFFFFFFF\r\n", .chunkTooLarge),
        chunks("a folded trailer", "0\r\n X: 1\r\n\r\n", .fieldFolded),
        chunks("a broken trailer", "0\r\nX\r\n\r\n", .fieldNameInvalid),
        chunks("a chunk longer than its size", "1\r\nab\r\n", body: "a", .chunkEndInvalid),
        chunks("a chunk with a bare LF behind it", "1\r\na\n", body: "a", .chunkEndInvalid),

        ParserCase("half a request line", "GET /", [.error(.truncated)]),
        ParserCase("half a head", "GET / HTTP/1.1\r\nHo", [.error(.truncated)]),
        ParserCase(
            "half a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab",
            [
                .head("POST / 1.1 length(4) keep [Host=a, Content-Length=4]"), .body("ab"),
                .error(.truncated),
            ]),
        chunks("half a chunk", "4\r\nab", body: "ab", .truncated),
        chunks("no last chunk", "1\r\na\r\n", body: "a", .truncated),
    ]

    static func startLine(_ name: String, _ line: String, _ error: ParseError) -> Self {
        ParserCase(name, "\(line)\r\nHost: a\r\n\r\n", [.error(error)])
    }

    static func fields(_ name: String, _ fields: String, _ error: ParseError) -> Self {
        ParserCase(name, "POST / HTTP/1.1\r\n\(fields)\r\n", [.error(error)])
    }

    static func length(_ value: String) -> String { "Content-Length: \(value)\r\n" }

    static func encoding(_ value: String) -> String { "Transfer-Encoding: \(value)\r\n" }

    static func chunks(
        _ name: String, _ chunks: String, body: String? = nil, _ error: ParseError
    ) -> Self {
        ParserCase(
            name, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)",
            [.head("POST / 1.1 chunked keep [Host=a, Transfer-Encoding=chunked]")]
                + (body.map { [.body($0)] } ?? []) + [.error(error)])
    }
}
