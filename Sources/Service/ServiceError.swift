package import HTTPServer
package import Store

/// Why the bridge could not start.
package enum ServiceError: Error, Sendable {
    case store(StoreError)
    case certificate(CertificateFileError)
    /// `key`: the configuration's name for the listener.
    case server(key: String, ServerError)
}

extension ServiceError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .store(let error): "store.path: \(error)"
        case .certificate(let error): "\(error)"
        case .server(let key, let error): "\(key): \(error): \(error.hint)"
        }
    }
}
