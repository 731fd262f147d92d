package import HTTPServer
package import Store

/// Why the bridge could not start.
package enum ServiceError: Error, Sendable {
    case store(StoreError)
    case certificate(CertificateFileError)
    /// `key`: the configuration's name for the listener.
    case server(key: String, ServerError)
    /// `key` waits for a socket of systemd's that was not handed over; of any name, or of this one.
    case socketMissing(key: String, name: String?)
    /// Sockets were handed over that no key takes.
    case socketsLeft([String])

    /// Another start would end the same way until somebody has changed the configuration or the
    /// unit.
    package var isMistake: Bool {
        switch self {
        case .socketMissing, .socketsLeft, .store(.sealing): true
        case .store, .certificate, .server: false
        }
    }
}

extension ServiceError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .store(.sealing(let message)): "store.key: \(message)"
        case .store(let error): "store.path: \(error)"
        case .certificate(let error): "\(error)"
        case .server(let key, let error): "\(key): \(error): \(error.hint)"
        case .socketMissing(let key, nil):
            "\(key): no socket was handed over by systemd: start mpo-bridge.socket and let it "
                + "start the service, or write an address such as \"0.0.0.0:8443\""
        case .socketMissing(let key, let name?):
            "\(key): systemd has handed over no socket of the name \(name): write "
                + "FileDescriptorName=\(name) into its socket unit"
        case .socketsLeft(let sockets):
            "systemd has handed over \(sockets.joined(separator: ", ")), and no key takes it: "
                + "write \"systemd\" as receiver.listen, or disable the socket unit"
        }
    }
}
