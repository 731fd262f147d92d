import Glibc

/// stdout and stderr: data goes to the one, messages to the other.
enum Console {
    static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Bytes as they are.
    static func print(bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

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

    private static func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8), to: descriptor)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            // A reader that is gone (a pipe into head) wants no more.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
