/// What whole answers say: the status and the text (protocol notes on MPO, 4 and 9; on AMS, 4 to
/// 6).
extension MatrixTable {
    private static func call(
        _ name: String, _ fault: MatrixFault, _ expectation: Expectation, rows: Int = 1,
        mapping: String = "", isHasty: Bool = false, retry503: Bool = false
    ) -> MatrixLine {
        MatrixLine(
            moment: .answer, name: name, fault: fault, rows: rows, isHasty: isHasty,
            mapping: mapping, retry503: retry503, expected: [.call: expectation])
    }

    /// One operation failed, in a request that is called well.
    private static func failed(_ description: String, proc: String = "error") -> MatrixFault {
        .says(
            #"{"request_proc":"ok","ops":[{"id":"","proc":"\#(proc)","#
                + #""description":"\#(description)"}]}"#)
    }

    static let mpoStatuses: [MatrixLine] = [
        call("301", .alwaysStatus(301), .mappingHalted("redirected", 1)),
        call("308", .alwaysStatus(308), .mappingHalted("redirected", 1)),
        call("400", .status(400), .failed("bad_request")),
        call("401 once", .status(401), .done(2)),
        call("401", .alwaysStatus(401), .mappingHalted("authentication")),
        call("403", .alwaysStatus(403), .mappingHalted("authentication")),
        call("404", .status(404), .failed("bad_request")),
        call("405", .status(405), .failed("bad_request")),
        call("408", .status(408), .unknown("unexpected_status")),
        call("413", .status(413), .failed("bad_request")),
        call("418", .status(418), .unknown("unexpected_status")),
        call("422", .status(422), .failed("bad_request")),
        call("429", .status(429), .notNow("rate_limited")),
        call(
            "429 with a time to wait", .status(429, "", "Retry-After: 1"), .notNow("rate_limited")),
        call("500", .status(500), .unknown("server_error")),
        call("502", .status(502, "<h1>502 Bad Gateway</h1>"), .unknown("server_error")),
        call("503", .status(503), .unknown("server_error")),
        call("503 of a limiter", .status(503), .notNow("unavailable"), retry503: true),
        call("504", .status(504, "<h1>504 Gateway Time-out</h1>"), .unknown("server_error")),
        call("204", .status(204), .unknown("unexpected_status")),
        call("599", .status(599), .unknown("server_error")),
    ]

    static let mpoAnswers: [MatrixLine] = [
        call(
            "format_error", .says(#"{"request_proc":"format_error","ops":[]}"#),
            .failed("bad_request")),
        call(
            "a bad signature, as a text",
            .always { _ in
                [
                    .send(
                        HTTPBytes.answer(
                            200,
                            body: HTTPBytes.text(
                                #"{"request_proc":"fail","ops":[{"proc":"error","#
                                    + #""description":"cookie or headers are not valid"}]}"#)))
                ]
            }, .mappingHalted("authentication")),
        call(
            "a paused process", failed("conveyor is not active", proc: "conveyor_is_not_active"),
            .notNow("paused")),
        call("the rate limit", failed("RPS limit is exceeded"), .notNow("rate_limited")),
        call("no right", failed("user has no privs"), .failed("access_denied")),
        call(
            "no such process", failed("Conv with id 1 does not exist"), .failed("invalid")),
        call("a task that is too large", failed("task size is too large"), .failed("invalid")),
        call("a bad value", failed("Value is not valid"), .failed("invalid")),
        call(
            "a reference that is taken", failed("not unical reference", proc: "not_unical_ref"),
            .failed("foreign_reference")),
        call(
            "a process that did not answer in time", failed("Timeout for create task"),
            .unknown("timed_out")),
        call("a text that nobody knows", failed("hardware crash"), .unknown("unrecognised")),
        call(
            "fewer answers than operations", .says(#"{"request_proc":"ok","ops":[]}"#),
            .unknown("wrong_count")),
        call(
            "more answers than operations",
            .says(#"{"request_proc":"ok","ops":[{"proc":"ok"},{"proc":"ok"}]}"#),
            .unknown("wrong_count")),
        call(
            "that it failed and that all is well",
            .says(#"{"request_proc":"fail","ops":[{"proc":"ok","data":{}}]}"#),
            .unknown("contradiction")),
        call(
            "a reference that is none of ours",
            .says(#"{"request_proc":"ok","ops":[{"proc":"ok","ref":"elsewhere-1","data":{}}]}"#),
            .done),
        call(
            "an object instead of the list",
            .says(#"{"request_proc":"ok","ops":{"proc":"ok","data":{"info":{}}}}"#), .done),
        call("no data", .says(#"{"request_proc":"ok","ops":[{"proc":"ok"}]}"#), .done),
        call(
            "a list as data", .says(#"{"request_proc":"ok","ops":[{"proc":"ok","data":[]}]}"#),
            .done),
        call(
            "a number as data", .says(#"{"request_proc":"ok","ops":[{"proc":"ok","data":5}]}"#),
            .done),
        call(
            "an earlier attempt's task",
            MatrixFault.sequence([
                [.reset],
                [
                    .send(
                        HTTPBytes.answer(
                            200,
                            body: HTTPBytes.text(
                                #"{"request_proc":"ok","ops":[{"proc":"error","#
                                    + #""description":"not unical reference"}]}"#)))
                ],
            ]), .unknown("exists", 2), mapping: #""onUnknown": "retry","#, isHasty: true),
    ]

    private static func lookUp(
        _ name: String, _ fault: MatrixFault, _ expectation: Expectation
    ) -> MatrixLine {
        MatrixLine(moment: .answer, name: name, fault: fault, expected: [.lookUp: expectation])
    }

    private static func task(_ status: String) -> MatrixFault {
        .says(
            #"{"request_proc":"ok","ops":[{"proc":"ok","obj":"task","status":"\#(status)","#
                + #""data":{}}]}"#)
    }

    static let lookUpAnswers: [MatrixLine] =
        [301, 400, 401, 403, 404, 429, 500, 502, 503, 504].map { status in
            lookUp("\(status)", .status(status), .adopted("HTTP \(status)"))
        } + [
            lookUp(
                "429 with a time to wait", .status(429, "", "Retry-After: 1"),
                .adopted("HTTP 429")),
            lookUp("401, for ever", .alwaysStatus(401), .waiting("HTTP 401", 2...99)),
            lookUp("403, for ever", .alwaysStatus(403), .waiting("HTTP 403", 2...99)),
            lookUp(
                "a bad signature, as a text", failed("cookie or headers are not valid"),
                .adopted("authentication")),
            lookUp("a task that runs", task("processing"), .adopted()),
            lookUp("a task that was cancelled", task("canceled"), .adopted()),
            lookUp(
                "a task without a status", .says(#"{"request_proc":"ok","ops":[{"proc":"ok"}]}"#),
                .adopted()),
            lookUp("no such process", failed("conv with id 1 does not exist"), .adopted()),
            lookUp("no such task", failed("Object not found"), .unknown("", 1)),
            lookUp("nothing", .says(#"{"request_proc":"ok","ops":[]}"#), .unknown("", 1)),
        ]

    private static func product(_ status: Int, _ fault: MatrixFault, again: Bool) -> MatrixLine {
        let reason = "HTTP \(status)"
        let expected: [OutboundCall: Expectation] =
            again
            ? .product(.again(reason))
            : Dictionary(
                uniqueKeysWithValues: OutboundCall.product.map {
                    ($0, .halted("\($0.rawValue): \(reason)"))
                })
        return MatrixLine(moment: .answer, name: reason, fault: fault, expected: expected)
    }

    static let productAnswers: [MatrixLine] =
        [408, 425, 429, 500, 502, 503, 504].map { product($0, .status($0), again: true) }
        + [301, 400, 403, 404, 405, 409, 413, 422].map { product($0, .status($0), again: false) }
        + [
            product(401, .status(401), again: true),
            MatrixLine(
                moment: .answer, name: "HTTP 401, twice", fault: .alwaysStatus(401),
                expected: Dictionary(
                    uniqueKeysWithValues: OutboundCall.product.map {
                        ($0, .halted("\($0.rawValue): HTTP 401", 2))
                    })),
            MatrixLine(
                moment: .answer, name: "HTTP 429 with a time to wait",
                fault: .status(429, "", "Retry-After: 1"), expected: .product(.again("HTTP 429"))),
            MatrixLine(
                moment: .answer, name: "HTTP 204", fault: .status(204),
                expected: [
                    .export: .again("the answer is no page"), .import: .done, .completion: .done,
                ]),
            MatrixLine(
                moment: .answer, name: "more rows than were asked for",
                fault: .says(#"{"rows":[["1"],["2"],["3"]],"size":3}"#),
                expected: [.export: .halted("export: the product sent 3 rows")]),
        ]
}

extension MatrixFault {
    /// The first requests are answered so, one after the other, and every later one right.
    static func sequence(_ answers: [[FaultServer.Step]]) -> MatrixFault {
        var fault = MatrixFault.once { _ in [] }
        fault.answer = { number, _ in number < answers.count ? answers[number] : nil }
        return fault
    }
}
