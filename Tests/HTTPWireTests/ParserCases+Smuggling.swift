import HTTPWire

/// What servers have been seen to frame, or to route, in different ways. Each is one request to one
/// server and two to another, or its body ends elsewhere: here it is none.
extension ParserCase {
    static let smuggled = lines + hosts + fieldNames + lengths + codings + connections + pieces

    private static let lines: [ParserCase] = [
        startLine("the authority form", "GET a:80 HTTP/1.1", .targetInvalid),
        startLine("another scheme", "GET ftp://a/ HTTP/1.1", .targetInvalid),
        startLine("an absolute form without an authority", "GET http:/// HTTP/1.1", .targetInvalid),
        startLine("a backslash in the target", #"GET /a\b HTTP/1.1"#, .targetInvalid),
        startLine("a quotation mark in the target", #"GET /"a" HTTP/1.1"#, .targetInvalid),
        startLine("a brace in the target", "GET /{a} HTTP/1.1", .targetInvalid),
        startLine("a bracket in the target", "GET /a?b[]=1 HTTP/1.1", .targetInvalid),
        startLine("a percent sign without digits", "GET /%2 HTTP/1.1", .targetInvalid),
        startLine("a percent sign before no digits", "GET /%zz HTTP/1.1", .targetInvalid),
        startLine("a tab in the target", "GET /a\tb HTTP/1.1", .targetInvalid),
        startLine("a fragment of the absolute form", "GET http://a/#x HTTP/1.1", .targetInvalid),
        startLine("an asterisk in the absolute form", "OPTIONS http://a* HTTP/1.1", .targetInvalid),
        startLine("a method in mixed case", "Post / HTTP/1.1", .methodUnknown),
        startLine("a method with a control", "PO\0ST / HTTP/1.1", .requestLineInvalid),
        startLine("a method of many letters", "POSTS / HTTP/1.1", .methodUnknown),
        startLine("a method in quotation marks", "\"GET\" / HTTP/1.1", .notHTTP),
        startLine("HTTP/1.10", "GET / HTTP/1.10", .versionInvalid),
        startLine("HTTP/01.1", "GET / HTTP/01.1", .versionInvalid),
        startLine("HTTP/1,1", "GET / HTTP/1,1", .versionInvalid),
        startLine("HTTP/2.0 with a method of its own", "GET / HTTP/2.0", .versionRefused),
        startLine("HTTP/0.9 with a version", "GET / HTTP/0.9", .versionRefused),
        startLine("another protocol", "GET / ICAP/1.0", .versionInvalid),
        startLine("a space within the version", "GET / HTTP/ 1.1", .versionInvalid),
        startLine("a tab behind the version", "GET / HTTP/1.1\t", .versionInvalid),
        startLine("a version twice", "GET / HTTP/1.1 HTTP/1.1", .versionInvalid),
        startLine("a vertical tab for a space", "GET\u{B}/ HTTP/1.1", .requestLineInvalid),
        startLine("a NUL before the method", "\0GET / HTTP/1.1", .notHTTP),
        ParserCase(
            "a lone CR before the method", "\rGET / HTTP/1.1\r\n", [.error(.requestLineInvalid)]),
        ParserCase("a lone LF before the method", "\nGET / HTTP/1.1\r\n", [.error(.notHTTP)]),
        ParserCase(
            "CR CR LF behind the request line", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n",
            [.error(.versionInvalid)]),
    ]

    private static let hosts: [ParserCase] = [
        fields("an empty Host", "Host:\r\n", .hostInvalid),
        fields("a Host of white space", "Host: \t\r\n", .hostInvalid),
        fields("a Host with a port only", "Host: :80\r\n", .hostInvalid),
        fields("a Host with a port out of range", "Host: a:65536\r\n", .hostInvalid),
        fields("a Host with two ports", "Host: a:80:81\r\n", .hostInvalid),
        fields("a Host with a space", "Host: a b\r\n", .hostInvalid),
        fields("a Host with empty brackets", "Host: []\r\n", .hostInvalid),
        fields("a Host with a query", "Host: a?b\r\n", .hostInvalid),
        fields("three equal Hosts", "Host: a\r\nHost: a\r\nHost: a\r\n", .fieldRepeated),
        ParserCase(
            "a Host that is not the target's", "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n",
            [.error(.hostMismatch)]),
        ParserCase(
            "a Host without the target's port", "GET http://a:80/ HTTP/1.1\r\nHost: a\r\n\r\n",
            [.error(.hostMismatch)]),
        ParserCase(
            "a Host longer than the target's", "GET http://a/ HTTP/1.1\r\nHost: a.b\r\n\r\n",
            [.error(.hostMismatch)]),
        ParserCase(
            "an absolute target without a Host", "GET http://a/ HTTP/1.1\r\n\r\n",
            [.error(.hostMissing)]),
    ]

    private static let fieldNames: [ParserCase] = [
        fields("a tab before the colon", host + "Content-Length\t: 1\r\n", .fieldNameInvalid),
        fields("a NUL in a name", host + "X\0: 1\r\n", .fieldNameInvalid),
        fields("a vertical tab in a name", host + "X\u{B}: 1\r\n", .fieldNameInvalid),
        fields("a name beyond ASCII", host + "Xé: 1\r\n", .fieldNameInvalid),
        fields("a name with a parenthesis", host + "X(: 1\r\n", .fieldNameInvalid),
        fields("a colon alone", host + ":\r\n", .fieldNameInvalid),
        fields("a tab before a name", host + "\tX: 1\r\n", .fieldFolded),
        fields("a line of one space", host + " \r\n", .fieldFolded),
        fields(
            "a coding that is folded", host + "Transfer-Encoding:\r\n chunked\r\n", .fieldFolded),
        fields("an underscore for a hyphen", host + "Content_Length: 1\r\n", .fieldNameConfusing),
        fields(
            "a coding with an underscore", host + "transfer_encoding: chunked\r\n",
            .fieldNameConfusing),
        fields("a form feed in a value", host + "X: \u{C}\r\n", .fieldValueInvalid),
        fields("a line feed in a value", host + "X: a\nY: b\r\n", .lineEndInvalid),
        fields("CR CR LF behind a value", host + "X: a\r\r\n", .lineEndInvalid),
        ParserCase(
            "a head that ends in LF CR LF", "GET / HTTP/1.1\r\nHost: a\n\r\n",
            [.error(.lineEndInvalid)]),
    ]

    private static let lengths: [ParserCase] = [
        fields("different lengths", host + length("1") + length("2"), .fieldRepeated),
        fields(
            "lengths of different case", host + length("1") + "CONTENT-LENGTH: 1\r\n",
            .fieldRepeated),
        fields("a list of different lengths", host + length("1, 2"), .contentLengthInvalid),
        fields("a length with a comma behind it", host + length("1,"), .contentLengthInvalid),
        fields("a length with a space within", host + length("1 2"), .contentLengthInvalid),
        fields("a length with a tab before it", host + length("\t1"), .contentLengthInvalid),
        fields("a length with a tab behind it", host + length("1\t"), .contentLengthInvalid),
        fields("a length with a vertical tab", host + length("\u{B}1"), .fieldValueInvalid),
        fields("a length with zeros in front", host + length("010"), .contentLengthInvalid),
        fields("a length of two zeros", host + length("00"), .contentLengthInvalid),
        fields("a length of hexadecimal digits", host + length("A"), .contentLengthInvalid),
        fields("a length with an exponent", host + length("1e1"), .contentLengthInvalid),
        fields("a length with a point", host + length("1.0"), .contentLengthInvalid),
        fields("a length with an underscore", host + length("1_0"), .contentLengthInvalid),
        fields("a length in quotation marks", host + length("\"1\""), .contentLengthInvalid),
        fields("a length in wide digits", host + length("１"), .contentLengthInvalid),
        fields("a length of 2^63", host + length("9223372036854775808"), .contentLengthTooLarge),
        fields(
            "a length that is small modulo 2^64", host + length("18446744073709551617"),
            .contentLengthTooLarge),
        fields(
            "a bad length beside chunks", host + length("x") + encoding("chunked"),
            .contentLengthInvalid),
        fields(
            "no length beside an empty coding", host + length("1") + encoding(""),
            .lengthAndEncoding),
        fields(
            "identity beside a length", host + length("1") + encoding("identity"),
            .lengthAndEncoding),
    ]

    private static let codings: [ParserCase] = [
        fields("an empty coding", host + encoding(""), .encodingInvalid),
        fields("a comma before chunked", host + encoding(",chunked"), .encodingUnknown),
        fields("a comma behind chunked", host + encoding("chunked,"), .encodingInvalid),
        fields("chunked, then identity", host + encoding("chunked, identity"), .encodingInvalid),
        fields("identity, then chunked", host + encoding("identity, chunked"), .encodingUnknown),
        fields("xchunked", host + encoding("xchunked"), .encodingInvalid),
        fields("chunkedx", host + encoding("chunkedx"), .encodingInvalid),
        fields("chunk", host + encoding("chunk"), .encodingInvalid),
        fields("chunked in quotation marks", host + encoding("\"chunked\""), .encodingInvalid),
        fields("chunked in apostrophes", host + encoding("'chunked'"), .encodingInvalid),
        fields("chunked with a space within", host + encoding("chu nked"), .encodingInvalid),
        fields("chunked with a tab before it", host + encoding("\tchunked"), .encodingInvalid),
        fields("chunked with a tab behind it", host + encoding("chunked\t"), .encodingInvalid),
        fields("chunked with a NUL", host + encoding("chunked\0"), .fieldValueInvalid),
        fields("chunked with a form feed", host + encoding("chunked\u{C}"), .fieldValueInvalid),
        fields("chunked behind a wide space", host + encoding("\u{A0}chunked"), .encodingInvalid),
        fields("chunked with a Kelvin sign", host + encoding("chun\u{212A}ed"), .encodingInvalid),
        fields("a colon before chunked", host + encoding(": chunked"), .encodingInvalid),
        fields(
            "two codings, the first of them wrong", host + encoding("x") + encoding("chunked"),
            .fieldRepeated),
        fields(
            "two codings, the second of them wrong", host + encoding("chunked") + encoding("x"),
            .fieldRepeated),
        fields(
            "a coding of a name in odd case, twice",
            host + encoding("chunked") + "tRANSFER-eNCODING: chunked\r\n", .fieldRepeated),
        fields(
            "a space before the coding's colon", host + "Transfer-Encoding : chunked\r\n",
            .fieldNameInvalid),
        fields(
            "a coding behind a bare CR", host + "X: y\rTransfer-Encoding: chunked\r\n",
            .lineEndInvalid),
        fields(
            "a coding behind a bare LF", host + "X: y\nTransfer-Encoding: chunked\r\n",
            .lineEndInvalid),
    ]

    private static let connections: [ParserCase] = [
        fields(
            "a connection that removes the length", host + "Connection: close, Content-Length\r\n",
            .connectionOptionInvalid),
        fields(
            "a connection that removes the coding", host + "Connection: TRANSFER-ENCODING\r\n",
            .connectionOptionInvalid),
        fields(
            "a connection that removes the token",
            host + "Connection: keep-alive\r\nConnection: authorization\r\n",
            .connectionOptionInvalid),
        fields(
            "a connection that removes Host", host + "Connection: host\r\n",
            .connectionOptionInvalid),
        fields(
            "a connection that is no word", host + "Connection: \"close\"\r\n",
            .connectionOptionInvalid),
        fields(
            "two words without a comma", host + "Connection: keep alive\r\n",
            .connectionOptionInvalid),
        fields(
            "two expectations in one", host + "Expect: 100-continue, x\r\n", .expectationUnknown),
        fields("an empty expectation", host + "Expect:\r\n", .expectationUnknown),
        fields(
            "two expectations", host + "Expect: 100-continue\r\nExpect: 100-continue\r\n",
            .fieldRepeated),
    ]
}
