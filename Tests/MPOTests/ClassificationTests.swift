import Bridge
import MPO
import Testing

/// The table of the design, "Was it sent?", line by line.
@Suite struct `The classification` {
    /// Evidence for a line of the table, and what the line must say of it.
    struct Line: Sendable, CustomTestStringConvertible {
        let rule: String
        let evidence: Evidence
        var rows = [0]
        var isRepeat = false
        var retry503 = false
        let outcome: OutcomeClass
        let label: OutcomeLabel
        var followUp = FollowUp.none
        var isSurelyCreated = false

        var testDescription: String { rule }
    }

    static func failed(_ description: String, proc: String = "error") -> Evidence {
        Sample.answered(
            #"{"request_proc":"ok","ops":[{"proc":"\#(proc)","description":"\#(description)"}]}"#)
    }

    static func status(_ status: Int) -> Evidence {
        Sample.answered("<html><h1>\(status)</h1></html>", status: status)
    }

    static let ok = #"{"request_proc":"ok","ops":[{"proc":"ok","data":{}}]}"#

    static let lines: [Line] = [
        Line(
            rule: "nothing was written", evidence: .certainlyUnsent(label: "connect"),
            outcome: .notSent, label: .notSent),
        Line(
            rule: "the answer got lost", evidence: .lostAfterSend(label: "reset"),
            outcome: .unknown, label: .lost),
        Line(
            rule: "no answer began in time", evidence: .unanswered(label: "no_first_byte"),
            outcome: .unknown, label: .unanswered),
        Line(rule: "429", evidence: status(429), outcome: .notNow, label: .rateLimited),
        Line(
            rule: "503 that the configuration calls safe", evidence: status(503), retry503: true,
            outcome: .notNow, label: .unavailable),
        Line(rule: "400", evidence: status(400), outcome: .refused, label: .badRequest),
        Line(rule: "404", evidence: status(404), outcome: .refused, label: .badRequest),
        Line(rule: "405", evidence: status(405), outcome: .refused, label: .badRequest),
        Line(rule: "413", evidence: status(413), outcome: .refused, label: .badRequest),
        Line(rule: "422", evidence: status(422), outcome: .refused, label: .badRequest),
        Line(
            rule: "401", evidence: status(401), outcome: .refused, label: .authentication,
            followUp: .signAnewThenHalt),
        Line(
            rule: "403", evidence: status(403), outcome: .refused, label: .authentication,
            followUp: .signAnewThenHalt),
        Line(
            rule: "3xx", evidence: status(301), outcome: .refused, label: .redirected,
            followUp: .halt),
        Line(
            rule: "3xx", evidence: status(308), outcome: .refused, label: .redirected,
            followUp: .halt),
        Line(rule: "5xx", evidence: status(500), outcome: .unknown, label: .serverError),
        Line(rule: "5xx", evidence: status(502), outcome: .unknown, label: .serverError),
        Line(rule: "5xx", evidence: status(503), outcome: .unknown, label: .serverError),
        Line(rule: "5xx", evidence: status(504), outcome: .unknown, label: .serverError),
        Line(
            rule: "any other status", evidence: status(202), outcome: .unknown,
            label: .unexpectedStatus),
        Line(
            rule: "any other status", evidence: status(408), outcome: .unknown,
            label: .unexpectedStatus),
        Line(
            rule: "any other status", evidence: status(409), outcome: .unknown,
            label: .unexpectedStatus),
        Line(
            rule: "200 that is cut short or is not MPO's JSON",
            evidence: Sample.answered(String(ok.dropLast())), outcome: .unknown, label: .unreadable
        ),
        Line(
            rule: "200 with the wrong number of answers", evidence: Sample.answered(ok),
            rows: [0, 1], outcome: .unknown, label: .wrongCount),
        Line(
            rule: "200 with answers to each other's references",
            evidence: Sample.answered(
                #"{"request_proc":"ok","ops":[{"proc":"ok","ref":"\#(Sample.invocation)-1"}]}"#),
            outcome: .unknown, label: .misplaced),
        Line(
            rule: "200, the request failed and all operations succeeded",
            evidence: Sample.answered(#"{"request_proc":"fail","ops":[{"proc":"ok","data":{}}]}"#),
            outcome: .unknown, label: .contradiction),
        Line(
            rule: "200, format_error",
            evidence: Sample.answered(#"{"request_proc":"format_error","ops":[]}"#),
            rows: [0, 1], outcome: .refused, label: .badRequest),
        Line(
            rule: "200, the request is refused for its signature",
            evidence: Sample.answered(
                #"{"request_proc":"fail","ops":[{"proc":"error","#
                    + #""description":"cookie or headers are not valid"}]}"#),
            rows: [0, 1], outcome: .refused, label: .authentication, followUp: .signAnewThenHalt),
        Line(
            rule: "200, proc ok", evidence: Sample.answered(ok), outcome: .done, label: .done,
            isSurelyCreated: true),
        Line(
            rule: "200, the process timed out", evidence: failed("Timeout for create task"),
            outcome: .unknown, label: .timedOut, isSurelyCreated: true),
        Line(
            rule: "200, the reference is taken, on a later attempt",
            evidence: failed("not unical reference", proc: "not_unical_ref"), isRepeat: true,
            outcome: .exists, label: .exists, isSurelyCreated: true),
        Line(
            rule: "200, the reference is taken, on the first attempt",
            evidence: failed("not unical reference"), outcome: .refused, label: .foreignReference),
        Line(
            rule: "200, the operation is refused for its signature",
            evidence: failed("cookie or headers are not valid"), outcome: .refused,
            label: .authentication, followUp: .signAnewThenHalt),
        Line(
            rule: "200, the process is paused",
            evidence: failed("conveyor is not active", proc: "conveyor_is_not_active"),
            outcome: .notNow, label: .paused),
        Line(
            rule: "200, the rate limit is reached", evidence: failed("RPS limit reached"),
            outcome: .notNow, label: .rateLimited),
        Line(
            rule: "200, the operation is not valid", evidence: failed("bad object"),
            outcome: .refused, label: .invalid),
        Line(
            rule: "200, access is denied", evidence: failed("user has no privs"),
            outcome: .refused, label: .accessDenied),
        Line(
            rule: "200, an answer that is not known", evidence: failed("crash_api"),
            outcome: .unknown, label: .unrecognised),
    ]

    @Test(arguments: lines)
    func `says what the design says`(line: Line) throws {
        let classification = Classification(retry503: line.retry503)
        let rule = try #require(classification.rules.first { $0.name == line.rule })
        #expect(rule.outcome == line.outcome)
        #expect(rule.label == line.label)
        #expect(rule.followUp == line.followUp)
        #expect(rule.isSurelyCreated == line.isSurelyCreated)
        let verdict = classification.verdict(
            on: line.evidence, sent: Sample.sent(line.rows, isRepeat: line.isRepeat),
            now: Sample.now)
        #expect(verdict.operations.count == line.rows.count)
        #expect(verdict.followUp == line.followUp)
        for operation in verdict.operations {
            #expect(operation.outcome == line.outcome)
            #expect(operation.label == line.label)
            #expect(operation.isSurelyCreated == line.isSurelyCreated)
            #expect(operation.text.isEmpty == (line.outcome == .done))
        }
    }

    @Test func `has no line without a test, and no two of one name`() {
        let names = Classification(retry503: true).rules.map(\.name)
        #expect(Set(names) == Set(Self.lines.map(\.rule)))
        #expect(Set(names).count == names.count)
    }

    @Test func `gives every label to some line`() {
        #expect(Set(Self.lines.map(\.label)) == Set(OutcomeLabel.allCases))
    }

    @Test func `never sends anything again that may have been created`() {
        for rule in Classification(retry503: true).rules where rule.isSurelyCreated {
            #expect([.done, .exists, .unknown].contains(rule.outcome))
        }
    }

    @Test(arguments: [
        (
            "Value is not valid. Value's byte_size is less than minimum allowed: 3",
            OutcomeLabel.invalid
        ),
        ("company_id is not valid", .invalid), ("Incorrect body", .invalid),
        ("Object conv with id 9999999 does not exist", .invalid),
        ("Your task size: 9 bytes, Max available task size: 8 bytes, Try to", .invalid),
        ("Access denied", .accessDenied), ("access_denied", .accessDenied),
        ("TIME-OUT", .timedOut), ("time_out while waiting", .timedOut),
        ("timeout: value is not valid", .timedOut), ("Not Unique Reference", .foreignReference),
        ("not-unical_ref", .foreignReference), ("NOT UNIQUE_REF", .foreignReference),
        ("Too many requests", .rateLimited), ("", .unrecognised),
        ("copy_task_timed_out", .unrecognised), ("uniqueness", .unrecognised),
    ])
    func `knows the texts that were seen`(description: String, label: OutcomeLabel) {
        let verdict = Classification().verdict(
            on: Self.failed(description), sent: Sample.sent(), now: Sample.now)
        #expect(verdict.operations[0].label == label)
    }

    @Test(arguments: [
        ("obj_id_not_found", OutcomeLabel.invalid), ("not_unical_ref", .foreignReference),
        ("conveyor_is_not_active", .paused), ("fail", .unrecognised), ("OK", .unrecognised),
        ("okay", .unrecognised),
    ])
    func `knows the tags that were seen`(proc: String, label: OutcomeLabel) {
        let answer = Sample.answered(#"{"ops":[{"proc":"\#(proc)"}],"request_proc":"ok"}"#)
        let verdict = Classification().verdict(on: answer, sent: Sample.sent(), now: Sample.now)
        #expect(verdict.operations[0].label == label)
    }

    @Test func `looks for the phrases of the configuration`() {
        let classification = Classification(
            duplicate: Phrases(["Referenz_vergeben", ""]), timeout: Phrases(["zu spät"]))
        func label(_ description: String) -> OutcomeLabel {
            classification.verdict(
                on: Self.failed(description), sent: Sample.sent(), now: Sample.now
            ).operations[0].label
        }
        #expect(label("Die referenz vergeben!") == .foreignReference)
        #expect(label("leider zu spät") == .timedOut)
        #expect(label("Timeout for create task") == .unrecognised)
        #expect(label("") == .unrecognised)
    }
}
