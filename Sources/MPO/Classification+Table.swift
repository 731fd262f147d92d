import Bridge

extension Classification {
    /// "Was it sent? The three-way answer", line by line. The order matters: what could hide that a
    /// task was created stands before what says that none was.
    static func table(duplicate: Phrases, timeout: Phrases, retry503: Bool) -> [Rule] {
        transportRules + statusRules(retry503: retry503) + answerRules
            + operationRules(duplicate: duplicate, timeout: timeout)
    }

    private static let transportRules = [
        Rule("nothing was written", .unsent, .notSent, .notSent, "MPO was not reached"),
        Rule(
            "the answer got lost", .lost, .unknown, .lost,
            "the connection failed after the call had left; whether a task was created is unknown"),
        Rule(
            "no answer began in time", .unanswered, .unknown, .unanswered,
            "MPO did not begin to answer in time; whether a task was created is unknown"),
    ]

    private static func statusRules(retry503: Bool) -> [Rule] {
        let limiter = Rule(
            "503 that the configuration calls safe", .status(503...503), .notNow, .unavailable,
            "MPO is not available for the moment")
        return [
            Rule("429", .status(429...429), .notNow, .rateLimited, "MPO's rate limit is reached"),
            Rule("400", .status(400...400), .refused, .badRequest, badRequest),
            Rule("401", .status(401...401), .refused, .authentication, auth, followUp: resign),
            Rule("403", .status(403...403), .refused, .authentication, auth, followUp: resign),
            Rule("404", .status(404...404), .refused, .badRequest, badRequest),
            Rule("405", .status(405...405), .refused, .badRequest, badRequest),
            Rule("413", .status(413...413), .refused, .badRequest, "the call is too large for MPO"),
            Rule("422", .status(422...422), .refused, .badRequest, badRequest),
            Rule(
                "3xx", .status(300...399), .refused, .redirected,
                "MPO's configured address redirects: correct mpo.syncURL", followUp: .halt),
        ] + (retry503 ? [limiter] : []) + [
            Rule("5xx", .status(500...599), .unknown, .serverError, serverError),
            Rule(
                "any other status", .status(Int.min...Int.max), .unknown, .unexpectedStatus,
                "MPO answered with an unexpected status; whether a task was created is unknown"),
        ]
    }

    private static let resign = FollowUp.signAnewThenHalt
    private static let badRequest = "MPO refused the call"
    private static let auth =
        "MPO refused the signature: check mpo.apiUser, mpo.apiSecret, mpo.digest and the clock"
    private static let serverError =
        "MPO failed while it held the call; whether a task was created is unknown"

    private static let answerRules = [
        Rule(
            "200 that is cut short or is not MPO's JSON", .unreadable, .unknown, .unreadable,
            "MPO's answer cannot be read; whether a task was created is unknown"),
        Rule(
            "200 with the wrong number of answers", .wrongCount, .unknown, .wrongCount,
            "MPO's answers cannot be told apart; whether a task was created is unknown"),
        Rule(
            "200 with answers to each other's references", .misplaced, .unknown, .misplaced,
            "MPO's answers bear other references; whether a task was created is unknown"),
        Rule(
            "200, the request failed and all operations succeeded", .contradiction, .unknown,
            .contradiction, "MPO's answer contradicts itself"),
        Rule(
            "200, format_error", .request(Phrases(["format error"])), .refused, .badRequest,
            badRequest),
        Rule(
            "200, the request is refused for its signature", .request(authentication), .refused,
            .authentication, auth, followUp: resign),
    ]

    /// The text of MPO's 403, which also came as an operation's error in a 200 (4.9).
    static let authentication = Phrases(["cookie or headers are not valid"])

    private static func operationRules(duplicate: Phrases, timeout: Phrases) -> [Rule] {
        [
            Rule("200, proc ok", .operationDone, .done, .done, "", isSurelyCreated: true),
            Rule(
                "200, the process timed out", .operation(timeout), .unknown, .timedOut,
                "the process was started and did not answer in time", isSurelyCreated: true),
            Rule(
                "200, the reference is taken, on a later attempt", .repeatedOperation(duplicate),
                .exists, .exists, "an earlier attempt has created the task", isSurelyCreated: true),
            Rule(
                "200, the reference is taken, on the first attempt", .operation(duplicate),
                .refused, .foreignReference, "another task has the reference of this row"),
            Rule(
                "200, the operation is refused for its signature", .operation(authentication),
                .refused, .authentication, auth, followUp: resign),
            Rule(
                "200, the process is paused",
                .operation(Phrases(["conveyor is not active", "process is not active"])),
                .notNow, .paused, "the process is paused"),
            Rule(
                "200, the rate limit is reached",
                .operation(Phrases(["rps limit", "rate limit", "too many requests"])),
                .notNow, .rateLimited, "MPO's rate limit is reached"),
            Rule(
                "200, the operation is not valid",
                .operation(
                    Phrases([
                        "is not valid", "bad object", "incorrect body", "does not exist",
                        "object not found", "obj id not found", "task size", "format error",
                    ])),
                .refused, .invalid, "MPO refused the operation"),
            Rule(
                "200, access is denied", .operation(Phrases(["no privs", "access denied"])),
                .refused, .accessDenied, "the API user may not use the process"),
            Rule(
                "200, an answer that is not known", .anyOperation, .unknown, .unrecognised,
                "MPO's answer is not understood; whether a task was created is unknown"),
        ]
    }
}
