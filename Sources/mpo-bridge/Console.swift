import Glibc
import Synchronization

/// stdout and stderr: data goes to the one, messages to the other.
enum Console {
    static func print(_ text: String) { print(bytes: Array((text + "\n").utf8)) }

    /// Bytes as they are.
    static func print(bytes: [UInt8]) {
        guard let reason = write(bytes, to: STDOUT_FILENO) else { return }
        failure.withLock { $0 = $0 ?? reason }
    }

    /// Why some of what was printed is not there: a full disk, a reader that is gone. Whatever else
    /// the command achieved, it has not told it.
    static var outputFailure: String? { failure.withLock { $0 } }

    private static let failure = Mutex<String?>(nil)

    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Without a line end, for what is overwritten in place.
    static func status(_ text: String) { write(text, to: STDERR_FILENO) }

    static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// How many columns stdout's terminal has; 100 when it is none.
    static var width: Int { columns(of: STDOUT_FILENO) ?? 100 }

    /// How many columns stderr's terminal has; 80 when it is none.
    static var errorWidth: Int { columns(of: STDERR_FILENO) ?? 80 }

    private static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        let code = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
        return code == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
    }

    /// Nobody can be told of messages that are lost.
    private static func write(_ text: String, to descriptor: Int32) {
        _ = write(Array(text.utf8), to: descriptor)
    }

    /// - Returns: why it could not be written; nil when it was.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> String? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return unsafe String(cString: strerror(errno)) }
            rest = rest.dropFirst(count)
        }
        return nil
    }
}
