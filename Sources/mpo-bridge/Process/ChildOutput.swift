import Glibc
import Synchronization

/// What a child writes to its stdout, line by line.
final class ChildOutput: Sendable {
    private struct State: Sendable {
        var bytes: [UInt8] = []
        var hasEnded = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    /// Owns the reading end of a pipe.
    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// The next line without its end; `nil` when none came in time, or none can come any more.
    func line(within limit: Duration) -> String? {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        return state.withLock { state in
            while true {
                if let line = Self.takeLine(&state) { return line }
                let left = deadline - clock.now
                guard !state.hasEnded, left >= .zero, isReadable(within: left) else { return nil }
                read(into: &state)
            }
        }
    }

    private static func takeLine(_ state: inout State) -> String? {
        if let end = state.bytes.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: state.bytes[..<end], as: UTF8.self)
            state.bytes.removeFirst(end + 1)
            return line
        }
        guard state.hasEnded, !state.bytes.isEmpty else { return nil }
        return String(decoding: exchange(&state.bytes, with: []), as: UTF8.self)
    }

    private func isReadable(within limit: Duration) -> Bool {
        let milliseconds = min(limit / .milliseconds(1), 60_000)
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let count = unsafe poll(&entry, 1, Int32(milliseconds.rounded(.up)))
        // Interrupted: the caller looks at its deadline and asks again.
        return count > 0 || (count < 0 && errno == EINTR)
    }

    private func read(into state: inout State) {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
            unsafe count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
        }
        state.hasEnded = bytes.isEmpty
        state.bytes += bytes
    }
}
