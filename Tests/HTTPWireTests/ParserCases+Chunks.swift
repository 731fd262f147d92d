import HTTPWire

/// Chunks that end elsewhere to somebody else, and what honest clients send that looks like it.
extension ParserCase {
    static let pieces: [ParserCase] = [
        chunks("a size with a plus", "+1\r\na\r\n", .chunkSizeInvalid),
        chunks("a negative size", "-1\r\n", .chunkSizeInvalid),
        chunks("a size with a tab before it", "\t1\r\n", .chunkSizeInvalid),
        chunks("a size with a tab behind it", "1\t\r\n", .chunkSizeInvalid),
        chunks("a size with an underscore", "1_0\r\n", .chunkSizeInvalid),
        chunks("a size with an X in capitals", "0X1\r\n", .chunkSizeInvalid),
        chunks("a size with a point", "1.0\r\n", .chunkSizeInvalid),
        chunks("a size with an h", "1h\r\n", .chunkSizeInvalid),
        chunks("a size with a NUL", "1\0\r\n", .chunkSizeInvalid),
        chunks("a size in wide digits", "１\r\n", .chunkSizeInvalid),
        chunks("a size in quotation marks", "\"1\"\r\n", .chunkSizeInvalid),
        chunks("a size of 17 digits", "00000000000000001\r\na\r\n", .chunkSizeInvalid),
        chunks("a size of 2^64", "10000000000000000\r\n", .chunkTooLarge),
        chunks("a size of 2^64 + 1", "10000000000000001\r\n", .chunkTooLarge),
        chunks("a size of 2^63", "8000000000000000\r\n", .chunkTooLarge),
        chunks(
            "a size of 2^32 that is too long", String(repeating: "F", count: 200) + "\r\n",
            .chunkTooLarge),
        chunks("a size with a bare CR", "1\ra\r\n", .chunkSizeInvalid),
        chunks("a size with CR CR LF", "1\r\r\n", .chunkSizeInvalid),
        chunks("a size with a bare LF", "1\na\r\n", .lineEndInvalid),
        chunks("an extension behind white space", "1 ;a\r\n", .chunkSizeInvalid),
        chunks("an extension behind a tab", "1\t;a\r\n", .chunkSizeInvalid),
        chunks("white space behind the semicolon", "1; a\r\n", .chunkExtensionInvalid),
        chunks("white space around the equals sign", "1;a = b\r\n", .chunkExtensionInvalid),
        chunks("white space behind an extension", "1;a \r\n", .chunkExtensionInvalid),
        chunks("an empty extension", "1;\r\n", .chunkExtensionInvalid),
        chunks("two semicolons", "1;;a\r\n", .chunkExtensionInvalid),
        chunks("an extension without a value", "1;a=\r\n", .chunkExtensionInvalid),
        chunks("an extension that is never unquoted", "1;a=\"b\r\n", .chunkExtensionInvalid),
        chunks("an extension that ends in a backslash", "1;a=\"b\\\r\n", .chunkExtensionInvalid),
        chunks("words behind a quoted value", "1;a=\"b\"c\r\n", .chunkExtensionInvalid),
        chunks("a bare CR in an extension", "1;a\rb\r\n", .chunkExtensionInvalid),
        chunks("a bare CR in a quoted value", "1;a=\"\r\"\r\n", .chunkExtensionInvalid),
        chunks("a bare LF in a quoted value", "1;a=\"\n\"\r\n", .lineEndInvalid),
        chunks(
            "a chunk that is followed by LF CR", "1\r\na\n\r0\r\n", body: "a", .chunkEndInvalid),
        chunks(
            "a chunk that is followed by CR CR", "1\r\na\r\r0\r\n", body: "a", .chunkEndInvalid),
        chunks(
            "a chunk that is followed by a size", "1\r\na0\r\n\r\n", body: "a", .chunkEndInvalid),
        chunks("a last chunk with a size behind it", "0 1\r\n\r\n", .chunkSizeInvalid),
        chunks("a length in a trailer", "0\r\nContent-Length: 1\r\n\r\n", .trailerForbidden),
        chunks("a coding in a trailer", "0\r\ntransfer-ENCODING: x\r\n\r\n", .trailerForbidden),
        chunks("a Host in a trailer", "0\r\nHost: b\r\n\r\n", .trailerForbidden),
        chunks("a token in a trailer", "0\r\nX: 1\r\nAuthorization: b\r\n\r\n", .trailerForbidden),
        chunks("a Connection in a trailer", "0\r\nConnection: close\r\n\r\n", .trailerForbidden),
        chunks("a trailer with a NUL", "0\r\nX: \0\r\n\r\n", .fieldValueInvalid),
        chunks("a trailer with a bare LF", "0\r\nX: 1\n\r\n", .lineEndInvalid),
        chunks("a trailer with a space before its colon", "0\r\nX : 1\r\n\r\n", .fieldNameInvalid),
        chunks("a trailer that is a request", "0\r\nGET / HTTP/1.1\r\n\r\n", .fieldNameInvalid),
        chunks("trailers that end in a bare LF", "0\r\n\n", .lineEndInvalid),
    ]

    /// Looks odd, and is read alike by everybody.
    static let honest: [ParserCase] = [
        accepts(
            "a Host in capitals, as the target has it", "GET http://A.b:8443/x HTTP/1.1",
            "Host: a.B:8443\r\n", "GET /x 1.1 none keep [Host=a.B:8443]"),
        accepts(
            "a path and a query of all characters", "GET /a-._~!$&'()*+,;=:@/%7E?/?:@ HTTP/1.1",
            host, "GET /a-._~!$&'()*+,;=:@/%7E ?/?:@ 1.1 none keep [Host=a]"),
        accepts(
            "a Host with an empty port", "GET / HTTP/1.1", "Host: a:\r\n",
            "GET / 1.1 none keep [Host=a:]"),
        accepts(
            "no white space behind the colon", "GET / HTTP/1.1", "Host:a\r\nX:y\r\n",
            "GET / 1.1 none keep [Host=a, X=y]"),
        accepts(
            "TE", "GET / HTTP/1.1", host + "TE: trailers\r\nConnection: TE\r\n",
            "GET / 1.1 none keep [Host=a, TE=trailers, Connection=TE]"),
        accepts(
            "keep-alive", "GET / HTTP/1.1",
            host + "Connection: Keep-Alive\r\nKeep-Alive: timeout=5\r\n",
            "GET / 1.1 none keep [Host=a, Connection=Keep-Alive, Keep-Alive=timeout=5]"),
        accepts(
            "close behind keep-alive", "GET / HTTP/1.1",
            host + "Connection: keep-alive\r\nConnection: close\r\n",
            "GET / 1.1 none close [Host=a, Connection=keep-alive, Connection=close]"),
        accepts(
            "close behind an empty word", "GET / HTTP/1.1", host + "Connection: ,\tClose ,\r\n",
            "GET / 1.1 none close [Host=a, Connection=,\tClose ,]"),
        accepts(
            "a word that only begins like close", "GET / HTTP/1.1", host + "Connection: closed\r\n",
            "GET / 1.1 none keep [Host=a, Connection=closed]"),
        accepts(
            "a field that only ends like a length", "GET / HTTP/1.1",
            host + "X-Content-Length: 9\r\n", "GET / 1.1 none keep [Host=a, X-Content-Length=9]"),
        accepts(
            "a length without a body", "GET / HTTP/1.1", host + "Content-Length: 0\r\n",
            "GET / 1.1 length(0) keep [Host=a, Content-Length=0]"),
        ParserCase(
            "a size of 16 digits, and extensions of every kind",
            "POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding:   CHUNKED \r\n\r\n"
                + "0000000000000001;a;b=c;d=\"e\\\"\\\\ ;\t\"\r\nx\r\n000;z\r\nX-Sum: 1\r\n\r\n",
            [
                .head("POST / 1.1 chunked keep [Host=a, transfer-encoding=CHUNKED]"),
                .body("x"), .end,
            ]),
        ParserCase(
            "a body that looks like a request",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            [
                .head("POST / 1.1 length(18) keep [Host=a, Content-Length=18]"),
                .body("GET / HTTP/1.1\r\n\r\n"), .end,
            ]),
    ]

    private static func accepts(
        _ name: String, _ line: String, _ fields: String, _ summary: String
    ) -> Self {
        ParserCase(name, "\(line)\r\n\(fields)\r\n", [.head(summary), .end])
    }
}
