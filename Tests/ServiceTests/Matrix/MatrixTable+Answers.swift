/// What can go wrong from the first byte of the answer to the end of the connection.
extension MatrixTable {
    private static func head(
        _ name: String, _ reason: String = "bad_answer", isHasty: Bool = false,
        _ steps: @escaping @Sendable (GoodAnswer) -> [FaultServer.Step]
    ) -> MatrixLine {
        MatrixLine(
            moment: .head, name: name, fault: .once(steps), isHasty: isHasty,
            expected: .lost(reason))
    }

    private static func text(_ text: String) -> FaultServer.Step { .send(HTTPBytes.text(text)) }

    static let heads: [MatrixLine] = [
        head("garbage") { _ in [.send((0..<600).map { UInt8($0 * 37 % 251) }), .close] },
        head("another protocol") { _ in [text("SSH-2.0-OpenSSH_9.2\r\n"), .close] },
        head("HTTP/0.9") { _ in [text("<html>hello</html>\r\n"), .close] },
        head("cut in the first line", "") { _ in [text("HTTP/1.1 2"), .close] },
        head("cut in a field", "") { [.send(Array($0.head.prefix(30))), .close] },
        head("reset in a field", "reset") { [.send(Array($0.head.prefix(30))), .reset] },
        head("cut before the empty line", "") {
            [.send(Array($0.head.dropLast(2))), .close]
        },
        head("endless fields") { _ in
            [text("HTTP/1.1 200 OK\r\n"), .flood(HTTPBytes.text("X-Field: value\r\n"))]
        },
        head("one endless field", "") { _ in
            [text("HTTP/1.1 200 OK\r\nX-Field: "), .flood(HTTPBytes.text("value value value "))]
        },
        head("endless interim answers") { _ in
            [.flood(HTTPBytes.text("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"))]
        },
        head("an interim answer, then closed", "") { _ in
            [text("HTTP/1.1 100 Continue\r\n\r\n"), .close]
        },
        head("an interim answer, then nothing", "timed_out", isHasty: true) { _ in
            [text("HTTP/1.1 100 Continue\r\n\r\n"), .silence]
        },
        head("half of it, then nothing", "timed_out", isHasty: true) {
            [.send(Array($0.head.prefix(30))), .silence]
        },
        head("drop by drop", "timed_out", isHasty: true) {
            let (begun, rest) = ($0.head.prefix(30), $0.head.dropFirst(30))
            return [.send(Array(begun)), .drip(Array(rest), pause: .milliseconds(700))]
        },
        head("a length that is no number") { good in
            [text("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n"), .send(good.body), .close]
        },
        head("a negative length") { good in
            [text("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), .send(good.body), .close]
        },
        head("another protocol from here on", "") { _ in
            [text("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"), .close]
        },
        MatrixLine(
            moment: .head, name: "interim answers before the answer",
            fault: .once { good in
                [text("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n")]
                    + [.send(good.whole)]
            }, expected: .harmless),
        MatrixLine(
            moment: .head, name: "byte by byte, and in time",
            fault: .once { [.drip($0.whole, pause: .milliseconds(1))] }, expected: .harmless),
    ]

    private static func body(
        _ name: String, _ reason: String, isHasty: Bool = false,
        _ steps: @escaping @Sendable (GoodAnswer) -> [FaultServer.Step]
    ) -> MatrixLine {
        MatrixLine(
            moment: .body, name: name, fault: .once(steps), isHasty: isHasty,
            expected: .lost(reason))
    }

    /// A whole answer whose body is not what was asked for: only what is read can be missed.
    private static func unreadable(
        _ name: String, _ steps: @escaping @Sendable (GoodAnswer) -> [FaultServer.Step]
    ) -> MatrixLine {
        MatrixLine(
            moment: .body, name: name, fault: .once(steps),
            expected: [
                .call: .unknown("unreadable"), .lookUp: .adopted("unreadable"),
                .export: .again("the answer is no page"), .import: .done, .completion: .done,
            ])
    }

    private static let tooLong = [UInt8](repeating: UInt8(ascii: "x"), count: MatrixWorld.answerMax)

    private static func tooLarge(
        _ name: String, _ steps: @escaping @Sendable (GoodAnswer) -> [FaultServer.Step]
    ) -> MatrixLine {
        MatrixLine(
            moment: .body, name: name, fault: .once(steps),
            expected: [
                .call: .unknown("lost"), .lookUp: .adopted("too_large"),
                .export: .halted("too large"), .import: .halted("too large"),
                .completion: .halted("too large"),
            ])
    }

    static let bodies: [MatrixLine] = [
        body("cut short", "closed_early") {
            [.send($0.head), .send(Array($0.body.dropLast(1))), .close]
        },
        body("cut at its first byte", "closed_early") { [.send($0.head), .close] },
        body("reset", "reset") { [.send($0.head), .send(Array($0.body.dropLast(1))), .reset] },
        body("a part, then nothing", "timed_out", isHasty: true) {
            [.send($0.head), .send(Array($0.body.dropLast(1))), .silence]
        },
        body("too slow", "timed_out", isHasty: true) {
            [.send($0.head), .drip($0.body, pause: .seconds(9))]
        },
        body("a length that is too long", "closed_early") { good in
            [text("HTTP/1.1 200 OK\r\nContent-Length: \(good.body.count + 7)\r\n\r\n")]
                + [.send(good.body), .close]
        },
        body("a chunk without a length", "") { good in
            [text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), .close]
        },
        body("endless fields after the chunks", "bad_answer") { good in
            [
                text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
                text("\(String(good.body.count, radix: 16))\r\n"), .send(good.body),
                text("\r\n0\r\n"), .flood(HTTPBytes.text("X-Field: value\r\n")),
            ]
        },
        body("chunks without an end", "closed_early") { good in
            [
                text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
                text("\(String(good.body.count, radix: 16))\r\n"), .send(good.body), text("\r\n"),
                .close,
            ]
        },
        tooLarge("too large, as announced") { _ in
            [.send(HTTPBytes.answer(200, body: tooLong + [0])), .close]
        },
        tooLarge("too large, in chunks") { _ in
            [text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
                + [.flood(HTTPBytes.text("1000\r\n") + tooLong.prefix(4096) + [13, 10])]
        },
        tooLarge("too large, without an end") { _ in
            [text("HTTP/1.1 200 OK\r\n\r\n"), .flood(Array(tooLong.prefix(4096)))]
        },
        unreadable("a length that is too short") { good in
            [text("HTTP/1.1 200 OK\r\nContent-Length: \(good.body.count / 2)\r\n\r\n")]
                + [.send(good.body), .close]
        },
        unreadable("compressed, without being asked") { _ in
            [.send(HTTPBytes.answer(200, ["Content-Encoding: gzip"], body: [0x1F, 0x8B, 8, 0]))]
        },
        unreadable("a page for people") { _ in
            [.send(HTTPBytes.answer(200, body: HTTPBytes.text("<html>hello</html>")))]
        },
        unreadable("half of the JSON") { good in
            [.send(HTTPBytes.answer(200, body: Array(good.body.prefix(good.body.count / 2))))]
        },
        unreadable("too deep") { good in
            let depth = 100_000
            let body =
                HTTPBytes.text(#"{"deep":"#) + [UInt8](repeating: UInt8(ascii: "["), count: depth)
                + [UInt8](repeating: UInt8(ascii: "]"), count: depth) + HTTPBytes.text("}")
            return [.send(HTTPBytes.answer(200, body: body))]
        },
        unreadable("not UTF-8") { good in
            [
                .send(
                    HTTPBytes.answer(200, body: good.body.dropLast() + [0xFF] + good.body.suffix(1))
                )
            ]
        },
        unreadable("nothing") { _ in [.send(HTTPBytes.answer(200, body: []))] },
        MatrixLine(
            moment: .body, name: "byte by byte, and in time",
            fault: .once { [.send($0.head), .drip($0.body, pause: .milliseconds(1))] },
            expected: .harmless),
        MatrixLine(
            moment: .body, name: "in chunks",
            fault: .once { good in
                [
                    text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
                    text("\(String(good.body.count, radix: 16))\r\n"), .send(good.body),
                    text("\r\n0\r\n\r\n"),
                ]
            }, expected: .harmless),
        MatrixLine(
            moment: .body, name: "until the connection closes",
            fault: .once { [text("HTTP/1.1 200 OK\r\n\r\n"), .send($0.body), .close] },
            expected: .harmless),
    ]

    private static func ending(
        _ name: String, _ steps: @escaping @Sendable (GoodAnswer) -> [FaultServer.Step]
    ) -> MatrixLine {
        MatrixLine(moment: .afterAnswer, name: name, fault: .once(steps), expected: .harmless)
    }

    static let endings: [MatrixLine] = [
        ending("closed") { [.send($0.whole), .close] },
        ending("more than the answer") {
            [.send($0.whole + HTTPBytes.text("HTTP/1.1 500 X\r\n"))]
        },
        ending("nothing, for ever") { [.send($0.whole), .silence] },
    ]
}
