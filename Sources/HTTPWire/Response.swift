/// An answer. Content-Length, Date and Connection are added where it is written down.
package struct Response: Sendable {
    package var status: Int
    /// The media type of the body.
    package var contentType: String?
    /// Further fields, without Content-Length, Content-Type, Date and Connection. Names are
    /// tokens; control characters in a value are written as spaces.
    package var headers: [(String, String)]
    package var body: [UInt8]
    /// Closes the connection after this answer.
    package var closesConnection: Bool

    package init(
        status: Int, contentType: String? = nil, headers: [(String, String)] = [],
        body: [UInt8] = [], closesConnection: Bool = false
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
        self.closesConnection = closesConnection
    }

    /// A JSON text.
    package static func json(_ status: Int, _ body: [UInt8]) -> Response {
        Response(status: status, contentType: "application/json", body: body)
    }

    /// A plain text for people.
    package static func text(_ status: Int, _ body: String) -> Response {
        Response(status: status, contentType: "text/plain; charset=utf-8", body: Array(body.utf8))
    }

    /// The answer to a request that could not be read: what is wrong, and by which rule.
    package static func refusal(_ error: ParseError) -> Response {
        var response = Response.text(error.status, "\(error.text) (\(error.rule))\n")
        response.closesConnection = true
        return response
    }
}
