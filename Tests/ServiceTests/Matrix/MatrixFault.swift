import Foundation

/// The five kinds of call that leave the bridge.
enum OutboundCall: String, CaseIterable, Sendable {
    case call
    case lookUp = "look-up"
    case export
    case `import`
    case completion

    static let product: [OutboundCall] = [.export, .import, .completion]

    /// What the paths of its requests begin with.
    var path: String { "/\(rawValue)" }
}

/// When something happens.
enum Moment: String, CaseIterable, Sendable {
    case resolve
    case connect
    case handshake
    case beforeSending = "before anything is sent"
    case whileSending = "while the request is being sent"
    case afterSending = "after the request was sent"
    case head = "in the answer's head"
    case body = "in the answer's body"
    case afterAnswer = "after the answer"
    /// A whole answer, and what it says.
    case answer = "the answer says"
}

/// What would be answered if nothing were wrong.
struct GoodAnswer: Sendable {
    let body: [UInt8]

    var whole: [UInt8] { HTTPBytes.answer(200, body: body) }
    /// Up to the empty line.
    var head: [UInt8] { Array(whole.dropLast(body.count)) }
}

/// One thing that goes wrong at one of the bridge's peers.
struct MatrixFault: Sendable {
    typealias Answer = @Sendable (_ number: Int, GoodAnswer) -> [FaultServer.Step]?

    /// Of the peer's URL.
    var host = "127.0.0.1"
    var isSecure = false
    /// The peer's address is private, and the bridge may not connect to such.
    var isForbidden = false
    var connection = FaultServer.ConnectionFault.none
    /// What the requests, counted from 0, are answered; `nil`: what is right.
    var answer: Answer = { _, _ in nil }

    static func name(_ host: String) -> MatrixFault { MatrixFault(host: host) }

    static func connection(_ fault: FaultServer.ConnectionFault) -> MatrixFault {
        MatrixFault(connection: fault)
    }

    static func handshake(_ fault: FaultServer.Handshake) -> MatrixFault {
        MatrixFault(isSecure: true, connection: .handshake(fault))
    }

    /// The first request is answered so, and every later one right.
    static func once(
        _ steps: @escaping @Sendable (GoodAnswer) -> [FaultServer.Step]
    ) -> MatrixFault {
        .nth(0, steps)
    }

    /// One request is answered so, counted from 0.
    static func nth(
        _ number: Int, _ steps: @escaping @Sendable (GoodAnswer) -> [FaultServer.Step]
    ) -> MatrixFault {
        MatrixFault { $0 == number ? steps($1) : nil }
    }

    static func always(
        _ steps: @escaping @Sendable (GoodAnswer) -> [FaultServer.Step]
    ) -> MatrixFault {
        MatrixFault { steps($1) }
    }

    /// The first request is answered with this status and body.
    static func status(_ status: Int, _ body: String = "", _ headers: String...) -> MatrixFault {
        .once { _ in [.send(HTTPBytes.answer(status, headers, body: Array(body.utf8)))] }
    }

    static func alwaysStatus(_ status: Int, _ body: String = "") -> MatrixFault {
        .always { _ in [.send(HTTPBytes.answer(status, body: Array(body.utf8)))] }
    }

    /// The first request is answered 200 with this body.
    static func says(_ body: String) -> MatrixFault { .status(200, body) }

    private init(
        host: String = "127.0.0.1", isSecure: Bool = false,
        connection: FaultServer.ConnectionFault = .none, answer: @escaping Answer = { _, _ in nil }
    ) {
        self.host = host
        self.isSecure = isSecure
        self.connection = connection
        self.answer = answer
    }

    /// TLS, and nothing wrong with it.
    static let secure: MatrixFault = {
        var fault = MatrixFault()
        fault.isSecure = true
        return fault
    }()

    static let forbidden: MatrixFault = {
        var fault = MatrixFault()
        fault.isForbidden = true
        return fault
    }()
}

/// HTTP as bytes.
enum HTTPBytes {
    static func answer(_ status: Int, _ headers: [String] = [], body: [UInt8]) -> [UInt8] {
        let lines = headers.map { $0 + "\r\n" }.joined()
        let length = status == 204 ? "" : "Content-Length: \(body.count)\r\n"
        return Array("HTTP/1.1 \(status) Status\r\n\(lines)\(length)\r\n".utf8) + body
    }

    static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
}
