internal import Crypto
internal import HTTPServer
internal import Synchronization

/// The server under a simulator: one listener, and limits that suit a peer one trusts.
final class SimulatorServer: Sendable {
    private let host: String
    private let port: UInt16
    private let name: String
    private let tls: TLSServerContext?
    private let requestsPerConnectionMax: Int
    private let running = Mutex<(server: HTTPServer, port: UInt16)?>(nil)

    init(
        host: String, port: UInt16, name: String, tls: TLSServerContext?,
        requestsPerConnectionMax: Int
    ) {
        self.host = host
        self.port = port
        self.name = name
        self.tls = tls
        self.requestsPerConnectionMax = requestsPerConnectionMax
    }

    func start(_ handler: any RequestHandler) throws(ServerError) -> UInt16 {
        let server = try HTTPServer(
            listeners: [.tcp(host: host, port: port)], limits: limits, name: name,
            tls: tls.map { TLSContextSlot($0) }, handler: handler)
        try server.start()
        let bound = server.port
        running.withLock { $0 = (server, bound) }
        return bound
    }

    func stop() {
        let server = running.withLock { running in
            defer { running = nil }
            return running?.server
        }
        server?.stop()
        server?.join()
    }

    var counters: ServerCounters {
        guard let counters = running.withLock({ $0?.server.counters }) else {
            preconditionFailure("a simulator counts only once it was started")
        }
        return counters
    }

    var url: String {
        guard let port = running.withLock({ $0?.port }) else {
            preconditionFailure("a simulator has an address only once it was started")
        }
        // Whoever listens on every address is reached on this one.
        let scheme = tls == nil ? "http" : "https"
        return "\(scheme)://\(host == "0.0.0.0" ? "127.0.0.1" : host):\(port)"
    }

    /// A bridge and its invokes come from one address, and a call may wait for minutes.
    private var limits: ServerLimits {
        var limits = ServerLimits()
        limits.strangersPerAddressMax = limits.connectionsMax
        limits.idleTimeout = .seconds(600)
        limits.requestsPerConnectionMax = requestsPerConnectionMax
        return limits
    }
}
