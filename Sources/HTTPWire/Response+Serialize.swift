extension Response {
    /// The interim answer that asks for the body (RFC 9110 §15.2.1).
    package static let continueBytes: [UInt8] = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// Appends the answer as it goes over the wire.
    ///
    /// - Parameters:
    ///   - isHead: the request was a HEAD: everything but the body is written (RFC 9110 §9.3.2).
    ///   - date: the value of Date, from `HTTPDate`.
    ///   - closes: the connection closes after this answer, and the client is told so.
    package func serialize(
        into output: inout [UInt8], isHead: Bool, date: [UInt8], closes: Bool
    ) {
        output.append(contentsOf: StatusLine.text(status).utf8)
        output.append(contentsOf: "Date: ".utf8)
        output.append(contentsOf: date)
        if closes { output.append(contentsOf: "\r\nConnection: close".utf8) }
        if let contentType { Self.append("Content-Type", contentType, to: &output) }
        for (name, value) in headers { Self.append(name, value, to: &output) }
        // "A server MUST NOT send a Content-Length header field in any response with a status code
        // of 1xx (Informational) or 204 (No Content)" (RFC 9110 §8.6). A 304 has no body either.
        guard status >= 200, status != 204, status != 304 else {
            output.append(contentsOf: "\r\n\r\n".utf8)
            return
        }
        output.append(contentsOf: "\r\nContent-Length: ".utf8)
        Self.append(body.count, to: &output)
        output.append(contentsOf: "\r\n\r\n".utf8)
        if !isHead { output.append(contentsOf: body) }
    }

    private static func append(_ name: String, _ value: String, to output: inout [UInt8]) {
        output.append(contentsOf: "\r\n".utf8)
        output.append(contentsOf: name.utf8)
        output.append(contentsOf: ": ".utf8)
        // A value that came from elsewhere must not end the line (RFC 9110 §5.5).
        for byte in value.utf8 { output.append(Octets.isFieldValue(byte) ? byte : Octets.space) }
    }

    private static func append(_ number: Int, to output: inout [UInt8]) {
        if number >= 10 { append(number / 10, to: &output) }
        output.append(UInt8(0x30 + number % 10))
    }
}
