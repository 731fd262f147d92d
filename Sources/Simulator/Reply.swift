internal import HTTPServer
internal import HTTPWire

/// What a simulator does with a request: answer it, or fail like a network does.
struct Reply: Sendable {
    enum Action: Sendable {
        case answer(Response)
        /// The answer comes a few bytes at a time.
        case drip(Response)
        /// RST instead of an answer.
        case reset
        /// The end of the connection instead of an answer.
        case close
        /// Nothing, for as long as the client waits.
        case hang
    }

    let action: Action
    let delay: Duration

    init(_ action: Action, after delay: Duration = .zero) {
        self.action = action
        self.delay = delay
    }

    static func answer(_ response: Response) -> Reply { Reply(.answer(response)) }

    /// Longer than any client waits, and still an end.
    private static let hangTime: Duration = .seconds(600)

    func send(_ responder: Responder) {
        switch action {
        case .answer(let response):
            if delay == .zero {
                responder.answer(response)
            } else {
                responder.answer(response, after: delay)
            }
        case .drip(let response):
            let head =
                "HTTP/1.1 \(response.status) OK\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(response.body.count)\r\nConnection: close\r\n\r\n"
            responder.raw(
                Array(head.utf8) + response.body, then: .close,
                drip: Drip(bytes: 7, every: .milliseconds(2)), after: delay)
        case .reset: responder.reset(after: delay)
        case .close: responder.close(after: delay)
        case .hang: responder.close(after: Self.hangTime)
        }
    }
}

/// Answers of the proxy in front of a server: HTML, as nginx writes it.
enum Page {
    static func page(_ status: Int, _ title: String) -> Response {
        let text =
            "<html>\r\n<head><title>\(status) \(title)</title></head>\r\n<body>\r\n"
            + "<center><h1>\(status) \(title)</h1></center>\r\n<hr><center>nginx</center>\r\n"
            + "</body>\r\n</html>\r\n"
        return Response(status: status, contentType: "text/html", body: Array(text.utf8))
    }

    static func serviceUnavailable(retryAfter: Int?) -> Response {
        with(retryAfter, page(503, "Service Temporarily Unavailable"))
    }

    static func tooManyRequests(retryAfter: Int?) -> Response {
        with(retryAfter, Response.text(429, "Too Many Requests"))
    }

    static func with(_ retryAfter: Int?, _ response: Response) -> Response {
        var response = response
        if let retryAfter { response.headers.append(("Retry-After", String(retryAfter))) }
        return response
    }
}
