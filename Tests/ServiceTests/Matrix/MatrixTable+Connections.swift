/// What can go wrong from the name to the last byte of the request.
enum MatrixTable {
    static var lines: [MatrixLine] {
        names + connections + handshakes + sending + waiting + heads + bodies + endings
            + mpoStatuses + mpoAnswers + lookUpAnswers + productAnswers
    }

    static var cells: [MatrixCell] { lines.flatMap(\.cells) }

    static let names: [MatrixLine] = [
        MatrixLine(
            moment: .resolve, name: "a name of more bytes than a name may have",
            fault: .name(String(repeating: "x", count: 64) + ".invalid"),
            expected: .waitingEverywhere("resolve")),
        MatrixLine(
            moment: .resolve, name: "a name that nobody has", fault: .name("mpo.invalid"),
            isHasty: true, expected: .waitingEverywhere("")),
    ]

    static let connections: [MatrixLine] = [
        MatrixLine(
            moment: .connect, name: "refused", fault: .connection(.refused),
            expected: .unsent("connect")),
        MatrixLine(
            moment: .connect, name: "no answer", fault: .connection(.ignored), isHasty: true,
            expected: .unsent("connect_timed_out")),
        MatrixLine(
            moment: .connect, name: "an address that the policy forbids", fault: .forbidden,
            expected: [
                .call: .waiting("not_sent"),
                .export: .halted("export: address_refused", 0),
                .import: .halted("import: address_refused", 0),
            ]),
    ]

    static let handshakes: [MatrixLine] =
        [
            ("a certificate that nobody vouches for", .certificate(FaultServer.untrusted), "tls"),
            ("a certificate that has expired", .certificate(FaultServer.expired), "tls"),
            ("a certificate for another name", .certificate(FaultServer.otherName), "tls"),
            ("plain text", .plainText, "tls"), ("garbage", .garbage, "tls"),
            ("closed", .close, "tls"), ("reset", .reset, "tls"),
        ].map { (name: String, fault: FaultServer.Handshake, reason: String) in
            MatrixLine(
                moment: .handshake, name: name, fault: .handshake(fault),
                expected: .unsent(reason))
        } + [
            MatrixLine(
                moment: .handshake, name: "no answer", fault: .handshake(.silence), isHasty: true,
                expected: .unsent("connect_timed_out")),
            MatrixLine(
                moment: .handshake, name: "nothing wrong",
                fault: .secure, expected: .harmless),
        ]

    /// The second row's, page's or batch's connection was closed while it was idle.
    static let sending: [MatrixLine] =
        [
            // Seconds pass before the next one, so that the end has surely come.
            ("the connection was closed while it was idle", FaultServer.Step.close),
            ("the connection was reset while it was idle", .reset),
        ].map { (name: String, end: FaultServer.Step) in
            MatrixLine(
                moment: .beforeSending, name: name, fault: .nth(0) { [.send($0.whole), end] },
                rows: 2, isSlow: true, expected: [.call: .done(2), .lookUp: .adopted()])
        }
        + [
            ("closed after its first byte", FaultServer.End.close),
            ("reset after its first byte", .reset),
        ].map { (name: String, end: FaultServer.End) in
            MatrixLine(
                moment: .whileSending, name: name,
                fault: .connection(.broken(afterBytes: 1, end)), expected: .lost(""))
        }
        + [
            ("closed in the middle", FaultServer.End.close), ("reset in the middle", .reset),
        ].map { (name: String, end: FaultServer.End) in
            MatrixLine(
                moment: .whileSending, name: name,
                fault: .connection(.broken(afterBytes: 100_000, end)), isLarge: true,
                expected: .lost("").only(.call, .import))
        }
        + [
            MatrixLine(
                moment: .whileSending, name: "nobody reads the rest",
                fault: .connection(.broken(afterBytes: 100_000, .silence)), isHasty: true,
                isLarge: true, expected: .lost("timed_out").only(.call, .import)),
            MatrixLine(
                moment: .whileSending, name: "413 before the end",
                fault: .connection(
                    .broken(afterBytes: 100_000, .answer(HTTPBytes.answer(413, body: [])))),
                isLarge: true,
                expected: [.call: .failed("bad_request"), .import: .halted("import: HTTP 413")]),
            MatrixLine(
                moment: .whileSending, name: "503 before the end",
                fault: .connection(
                    .broken(afterBytes: 100_000, .answer(HTTPBytes.answer(503, body: [])))),
                isLarge: true,
                expected: [.call: .unknown("server_error"), .import: .again("HTTP 503")]),
        ]

    static let waiting: [MatrixLine] = [
        MatrixLine(
            moment: .afterSending, name: "closed", fault: .once { _ in [.close] },
            expected: .lost("closed_early")),
        MatrixLine(
            moment: .afterSending, name: "reset", fault: .once { _ in [.reset] },
            expected: .lost("reset")),
        MatrixLine(
            moment: .afterSending, name: "no answer", fault: .once { _ in [.silence] },
            isHasty: true, expected: .lost("no_first_byte", call: "unanswered")),
        // libcurl would send each of these again by itself, and may do so with what only reads.
        MatrixLine(
            moment: .afterSending, name: "closed on a connection that had served",
            fault: .nth(1) { _ in [.close] }, rows: 2,
            expected: [
                .call: .unknown("lost", 2), .lookUp: .adopted("not_repeated"), .export: .done(3),
                .import: .again("not_repeated", 3),
            ]),
        MatrixLine(
            moment: .afterSending, name: "reset on a connection that had served",
            fault: .nth(1) { _ in [.reset] }, rows: 2,
            expected: [
                .call: .unknown("lost", 2), .lookUp: .adopted(""), .export: .done(3),
                .import: .again("", 3),
            ]),
        MatrixLine(
            moment: .afterSending, name: "reset, and the process is idempotent",
            fault: .once { _ in [.reset] }, isHasty: true, mapping: #""onUnknown": "retry","#,
            expected: [.call: Expectation(end: .repeated, reason: "lost", arrivals: 2...2)]),
    ]
}

extension [OutboundCall: Expectation] {
    /// Nobody can mend it from outside: tried for as long as it takes, and nothing is decided.
    static func waitingEverywhere(_ reason: String) -> Self {
        var all = product(.waiting(reason))
        all[.call] = .waiting("not_sent")
        all[.lookUp] = .waiting(reason)
        return all
    }
}
