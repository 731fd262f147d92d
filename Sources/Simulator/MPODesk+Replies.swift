internal import HTTPWire

extension MPODesk {
    /// The reply of a call that creates nothing.
    func reply(before fault: MPOFault) -> Reply {
        switch fault {
        case .moved:
            var response = Page.page(301, "Moved Permanently")
            response.headers.append(("Location", "https://moved.invalid/"))
            return .answer(response)
        case .badRequest: return .answer(.json(400, MPOText.incorrectBody))
        case .unauthorized: return .answer(.text(401, "Unauthorized"))
        case .forbidden: return .answer(.text(403, "cookie or headers are not valid"))
        case .notFound: return .answer(Page.page(404, "Not Found"))
        case .tooLarge: return .answer(Page.page(413, "Request Entity Too Large"))
        case .tooMany:
            return .answer(Page.tooManyRequests(retryAfter: behaviour.retryAfter))
        case .formatError: return .answer(.json(200, MPOText.formatError))
        case .cookieText: return .answer(.json(200, MPOText.cookie))
        case .serverErrorBefore: return .answer(Page.page(500, "Internal Server Error"))
        case .badGatewayBefore: return .answer(Page.page(502, "Bad Gateway"))
        case .unavailable:
            return .answer(Page.serviceUnavailable(retryAfter: behaviour.retryAfter))
        case .resetBefore: return Reply(.reset)
        case .closeBefore: return Reply(.close)
        default: preconditionFailure("\(fault.rawValue) strikes after creation")
        }
    }

    /// The reply of a call whose tasks were created.
    func reply(after fault: MPOFault, _ answer: MPOAnswer, _ latency: Duration) -> Reply {
        Reply(action(after: fault, answer), after: latency)
    }

    private func action(after fault: MPOFault, _ answer: MPOAnswer) -> Reply.Action {
        switch fault {
        case .serverErrorAfter: return .answer(Page.page(500, "Internal Server Error"))
        case .badGatewayAfter: return .answer(Page.page(502, "Bad Gateway"))
        case .gatewayTimeout: return .answer(Page.page(504, "Gateway Time-out"))
        case .resetAfter: return .reset
        case .closeAfter: return .close
        case .hang: return .hang
        case .drip: return .drip(.json(200, answer.whole()))
        case .truncated:
            let whole = answer.whole()
            return .answer(.json(200, Array(whole.prefix(whole.count / 2))))
        case .garbage:
            return .answer(
                Response(status: 200, contentType: "text/html", body: MPOText.garbage))
        default: return .answer(.json(200, answer.body(with: fault)))
        }
    }
}
