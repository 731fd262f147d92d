package import HTTPServer
package import Store

/// Why the bridge could not start.
package enum ServiceError: Error, Sendable {
    case store(StoreError)
    case certificate(CertificateFileError)
    /// `key`: the configuration's name for the listener.
    case server(key: String, ServerError)
}

extension ServiceError {
    /// Whether no later start can be any better until somebody has changed the configuration.
    package var isOfConfiguration: Bool {
        if case .store(.sealing) = self { true } else { false }
    }
}

extension ServiceError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .store(.sealing(let message)): "store.key: \(message)"
        case .store(let error): "store.path: \(error)"
        case .certificate(let error): "\(error)"
        case .server(let key, let error): "\(key): \(error): \(error.hint)"
        }
    }
}
