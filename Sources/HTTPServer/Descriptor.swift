import Glibc

/// A file descriptor that is closed when nobody holds it any more.
final class Descriptor: Sendable {
    let raw: Int32

    init(owning raw: Int32) {
        precondition(raw >= 0)
        self.raw = raw
    }

    deinit { close(raw) }
}
