import Glibc

/// What watches every access to memory while `Tests/sanitize` runs the tests.
package enum Sanitizer {
    /// Whether one does, here and in the daemons that the tests start. It keeps a shadow of the
    /// memory, so that nobody can say how much of it is the daemon's own.
    package static let isWatching = unsafe getenv("MPO_BRIDGE_SANITIZER") != nil
}
