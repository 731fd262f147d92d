/// What can go wrong at the simulated MPO; the raw values are the names of the switches.
package enum MPOFault: String, CaseIterable, Hashable, Sendable {
    // A call as a whole, before a task exists.
    case moved = "301"
    case badRequest = "400"
    case unauthorized = "401"
    case forbidden = "403"
    case notFound = "404"
    case tooLarge = "413"
    case tooMany = "429"
    case formatError = "format-error"
    case cookieText = "auth-text"
    case serverErrorBefore = "500-before"
    case badGatewayBefore = "502-before"
    case unavailable = "503"
    case resetBefore = "reset-before"
    case closeBefore = "close-before"

    // A call as a whole, after its tasks were created.
    case serverErrorAfter = "500-after"
    case badGatewayAfter = "502-after"
    case gatewayTimeout = "504"
    case resetAfter = "reset-after"
    case closeAfter = "close-after"
    case hang
    case drip
    case truncated
    case garbage
    case opsObject = "ops-object"
    case opsReordered = "ops-reordered"
    case opsEmpty = "ops-empty"
    case opsTooFew = "ops-too-few"
    case opsTooMany = "ops-too-many"

    // One operation, no task is created.
    case paused
    case access
    case invalid
    case notUnique = "not-unique"

    // One operation, its task is created.
    case ignoreReference = "ignore-refs"
    case timeout
    case crash
    case dataScalar = "data-scalar"
    case dataArray = "data-array"
    case dataEmpty = "data-empty"
    case noInfo = "no-info"

    /// Where a fault strikes.
    enum Scope: Hashable, Sendable {
        case callBefore, callAfter, operationBefore, operationAfter
    }

    var scope: Scope {
        switch self {
        case .moved, .badRequest, .unauthorized, .forbidden, .notFound, .tooLarge, .tooMany,
            .formatError, .cookieText, .serverErrorBefore, .badGatewayBefore, .unavailable,
            .resetBefore, .closeBefore:
            .callBefore
        case .serverErrorAfter, .badGatewayAfter, .gatewayTimeout, .resetAfter, .closeAfter, .hang,
            .drip, .truncated, .garbage, .opsObject, .opsReordered, .opsEmpty, .opsTooFew,
            .opsTooMany:
            .callAfter
        case .paused, .access, .invalid, .notUnique: .operationBefore
        case .ignoreReference, .timeout, .crash, .dataScalar, .dataArray, .dataEmpty, .noInfo:
            .operationAfter
        }
    }

    /// Whether the caller learns nothing or little of a task that runs on: it ends `lateEnd` later.
    var leavesTaskRunning: Bool {
        switch self {
        case .serverErrorAfter, .badGatewayAfter, .gatewayTimeout, .resetAfter, .closeAfter, .hang,
            .truncated, .garbage, .opsEmpty, .opsTooFew, .timeout:
            true
        default: false
        }
    }
}

extension MPOFault {
    /// One line for people.
    package var explanation: String {
        switch self {
        case .moved: "301 to another address, nothing created"
        case .badRequest: "400 Incorrect body, nothing created"
        case .unauthorized: "401, nothing created"
        case .forbidden: "403, nothing created"
        case .notFound: "404, nothing created"
        case .tooLarge: "413 from the proxy, nothing created"
        case .tooMany: "429, with Retry-After when retry-after is set"
        case .formatError: "200 with request_proc format_error"
        case .cookieText: "200 with 'cookie or headers are not valid'"
        case .serverErrorBefore: "500, nothing created"
        case .badGatewayBefore: "502 page, nothing created"
        case .unavailable: "503 page of the limiter, nothing created"
        case .resetBefore: "connection reset, nothing created"
        case .closeBefore: "connection closed without an answer, nothing created"
        case .serverErrorAfter: "500, although the tasks were created"
        case .badGatewayAfter: "502 page, although the tasks were created"
        case .gatewayTimeout: "504 page, although the tasks were created"
        case .resetAfter: "connection reset after the tasks were created"
        case .closeAfter: "connection closed without an answer after the tasks were created"
        case .hang: "no answer at all; the tasks were created"
        case .drip: "the answer comes byte by byte"
        case .truncated: "the answer's JSON is cut in half"
        case .garbage: "200 with a text that is no JSON"
        case .opsObject: "ops is an object (calls of one operation)"
        case .opsReordered: "the answers come in reverse order"
        case .opsEmpty: "ops is empty although tasks were created"
        case .opsTooFew: "one answer is missing"
        case .opsTooMany: "one answer too many"
        case .paused: "conveyor_is_not_active, nothing created"
        case .access: "user has no privs, nothing created"
        case .invalid: "Value is not valid, nothing created"
        case .notUnique: "not unical reference, as if another's task were live"
        case .ignoreReference: "a live reference does not hinder a second task"
        case .timeout: "200 with 'Timeout for create task'; the task runs on"
        case .crash: "proc fail with a text nobody knows; the task was created"
        case .dataScalar: "data is a number"
        case .dataArray: "data is an array"
        case .dataEmpty: "data is [], as older versions write an empty object"
        case .noInfo: "data is the result itself, without info around it"
        }
    }
}
