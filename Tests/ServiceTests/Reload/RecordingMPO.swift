import HTTPServer
import HTTPWire
import JSON
import Synchronization

/// Plays MPO's sync server, and remembers of each operation by which process and with which
/// `edition` it was made.
final class RecordingMPO: RequestHandler {
    struct Operation: Hashable, Sendable {
        /// Of the invocation: the reference without the number of the row.
        let invocation: String
        let process: Int
        let edition: String
    }

    private let operations = Mutex<[Operation]>([])
    /// Answers that wait for `release`; `nil`: none has to wait.
    private let held = Mutex<[@Sendable () -> Void]?>(nil)
    private let server = Mutex<HTTPServer?>(nil)

    /// Opens a port and serves it. - Returns: the URL.
    func start() throws -> String {
        let made = try HTTPServer(listeners: [.tcp(host: "127.0.0.1", port: 0)], handler: self)
        try made.start()
        server.withLock { $0 = made }
        return "http://127.0.0.1:\(made.port)"
    }

    func stop() {
        server.withLock { server in
            server?.stop()
            server?.join()
            server = nil
        }
    }

    /// From now on calls hang.
    func hold() { held.withLock { $0 = [] } }

    /// Answers the calls that hang, and from now on each at once.
    func release() {
        let waiting = held.withLock { exchange(&$0, with: nil) }
        for answer in waiting ?? [] { answer() }
    }

    var seen: [Operation] { operations.withLock { $0 } }

    /// The editions of the rows so far.
    var editions: Set<String> { Set(seen.map(\.edition)) }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission { .body(max: 1 << 20) }

    func handle(_ request: Request, _ responder: Responder) {
        guard let root = try? JSONText(request.body).root, let ops = root["ops"] else {
            return responder.answer(.text(400, "no JSON\n"))
        }
        let found = ops.elements.map { operation in
            let reference = operation["ref"]?.string ?? ""
            return Operation(
                invocation: String(reference.prefix(36)),
                process: operation["processID"]?.integer ?? 0,
                edition: operation["data"]?["edition"]?.string ?? "")
        }
        operations.withLock { $0 += found }
        let answers = found.map { _ in #"{"proc":"ok","data":{"info":{}}}"# }
        let body = #"{"request_proc":"ok","ops":["# + answers.joined(separator: ",") + "]}"
        let answer = { @Sendable in responder.answer(.json(200, Array(body.utf8))) }
        let mustWait = held.withLock { held in
            held?.append(answer)
            return held != nil
        }
        if !mustWait { answer() }
    }
}
