package import HTTPWire

/// Why the server itself refuses a request, before its handler has all of it.
package enum ServerRefusal: Hashable, Sendable {
    /// It breaks a rule of HTTP.
    case unreadable(ParseError)
    /// Its body has more bytes than were admitted.
    case bodyTooLarge(max: Int)
    case headerTooSlow
    case bodyTooSlow
    /// Too many bytes of bodies are in flight.
    case tooManyBodies
    /// The handler has not answered in time.
    case handlerTooSlow

    /// The status to answer with.
    package var status: Int {
        switch self {
        case .unreadable(let error): error.status
        case .bodyTooLarge: 413
        case .headerTooSlow, .bodyTooSlow: 408
        case .tooManyBodies, .handlerTooSlow: 503
        }
    }

    /// What is wrong, in one sentence without any of the client's bytes.
    package var text: String {
        switch self {
        case .unreadable(let error): "\(error.text) (\(error.rule))"
        case .bodyTooLarge(let max): "The body is longer than \(max) bytes."
        case .headerTooSlow: "The header fields came too slowly."
        case .bodyTooSlow: "The body came too slowly."
        case .tooManyBodies: "Too many bodies are being received; try again."
        case .handlerTooSlow: "The request could not be handled in time."
        }
    }

    /// Seconds after which it is worth trying again; nil where it is not.
    package var retryAfterSeconds: Int? {
        switch self {
        case .tooManyBodies: 1
        case .unreadable, .bodyTooLarge, .headerTooSlow, .bodyTooSlow, .handlerTooSlow: nil
        }
    }
}
