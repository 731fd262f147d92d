import HTTPWire

/// The answers a server gives by itself.
extension Response {
    static func bodyTooLarge(max: Int) -> Response {
        closing(413, "The body is longer than \(max) bytes.\n")
    }

    static func tooSlow(_ text: String) -> Response { closing(408, text + "\n") }

    static var overloaded: Response {
        var response = closing(503, "Too many bodies are being received; try again.\n")
        response.headers = [("Retry-After", "1")]
        return response
    }

    static var handlerTooSlow: Response {
        closing(503, "The request could not be handled in time.\n")
    }

    private static func closing(_ status: Int, _ text: String) -> Response {
        var response = Response.text(status, text)
        response.closesConnection = true
        return response
    }
}
