internal import HTTPServer
internal import HTTPWire
internal import JSON

/// `GET /invoke` and `POST /invoke` of the simulated product: invokes for people at a terminal.
struct InvokeRoute: Sendable {
    let daemonURL: String?

    /// Answers with an invoke to send by hand, or sends invokes and answers with what became of
    /// them.
    func handle(_ request: Request, _ responder: Responder, _ source: InvokeSource) {
        let parameters = Self.parameters(request.head.query)
        guard let rows = Int(parameters["rows"] ?? "10"), (0...1_000_000).contains(rows),
            let flow = InvokeFlow(rawValue: parameters["flow"] ?? "data"),
            let count = Int(parameters["count"] ?? "1"), (1...1_000_000).contains(count),
            let inFlight = Int(parameters["in-flight"] ?? "1"), (1...1_000).contains(inFlight)
        else {
            responder.answer(
                .text(
                    400,
                    "rows, count: 1 to 1000000; in-flight: 1 to 1000; flow: data or pull\n"))
            return
        }
        if request.head.method == .get {
            responder.answer(.json(200, Self.printed(source.invoke(rows, flow))))
            return
        }
        guard let url = parameters["url"] ?? daemonURL else {
            responder.answer(.text(400, "url: the invoke URL of the bridge is needed\n"))
            return
        }
        let load = InvokeLoad(
            count: count, rows: rows, flow: flow, inFlightMax: inFlight, attemptsMax: 10)
        Task {
            let sender = InvokeSender(source: source, connectionsMax: inFlight)
            responder.answer(.json(200, await sender.send(load, to: url).json))
        }
    }

    private static func printed(_ message: SimulatedInvoke) -> [UInt8] {
        var writer = JSONWriter(capacity: message.body.count + 1024)
        writer.beginObject()
        writer.key("number")
        writer.integer(message.number)
        writer.key("authorization")
        writer.string(message.authorization)
        writer.key("body")
        writer.raw(message.body)
        writer.endObject()
        return writer.bytes
    }

    /// The query's parameters; of two with one name the last.
    private static func parameters(_ query: String?) -> [String: String] {
        var parameters: [String: String] = [:]
        for pair in query?.split(separator: "&") ?? [] {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            parameters[String(parts[0])] = parts.count == 2 ? decoded(parts[1]) : ""
        }
        return parameters
    }

    /// Percent-encoding taken off (RFC 3986, 2.1); what is no such triplet stays as it is.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2,
                let value = UInt8(digits, radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
