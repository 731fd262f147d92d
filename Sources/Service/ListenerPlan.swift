import HTTPServer

/// Which sockets each server listens on: those that are opened here, and those that systemd has
/// handed over.
struct ListenerPlan {
    let receiver: [Listener]
    /// Empty without `admin.metrics`.
    let metrics: [Listener]

    /// Throws `socketMissing`, or `socketsLeft`: whoever connects to a socket that nobody serves
    /// waits for ever.
    ///
    /// - Parameter sockets: what was handed over.
    init(_ configuration: Configuration, _ sockets: [InheritedSocket]) throws(ServiceError) {
        let addresses = [configuration.receiver.listen, configuration.admin.metrics]
        let named = addresses.compactMap { $0?.socketName }
        var left = sockets
        func take(_ key: String, _ address: ListenAddress) throws(ServiceError) -> [Listener] {
            switch address {
            case .tcp(let host, let port): return [.tcp(host: host, port: port)]
            case .unix(let path): return [.unix(path: path, mode: 0o660)]
            case .systemd(let name):
                let own = left.filter { name == nil ? !named.contains($0.name) : $0.name == name }
                guard !own.isEmpty else { throw .socketMissing(key: key, name: name) }
                left.removeAll { own.contains($0) }
                return own.map { .inherited(descriptor: $0.descriptor) }
            }
        }
        receiver = try take("receiver.listen", configuration.receiver.listen)
        if let address = configuration.admin.metrics {
            metrics = try take("admin.metrics", address)
        } else {
            metrics = []
        }
        guard left.isEmpty else { throw .socketsLeft(left.map(\.description)) }
    }
}
