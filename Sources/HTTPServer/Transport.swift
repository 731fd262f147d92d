import CLinux
import Glibc

/// How the bytes of a connection travel. The only place that touches a connection's socket: what
/// encrypts them one day takes its place here, and nothing above notices.
struct Transport {
    enum Received { case bytes(Int), wouldBlock, ended, failed }
    enum Sent { case bytes(Int), wouldBlock, failed }

    private let socket: Int32

    init(socket: Int32) { self.socket = socket }

    /// To register with the event queue.
    var descriptor: Int32 { socket }

    func receive(into buffer: inout [UInt8]) -> Received {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(socket, bytes.baseAddress, bytes.count, 0)
            }
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            default: return .failed
            }
        }
    }

    func send(_ bytes: [UInt8], from start: Int) -> Sent {
        while true {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
                // A client that is gone is an error here, not a signal to the process.
                return unsafe Glibc.send(
                    socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 { return .bytes(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            default: return .failed
            }
        }
    }

    /// Tells the client that no more will come.
    func shutdownWriting() { shutdown(socket, Int32(SHUT_WR)) }

    func close() { Glibc.close(socket) }

    /// Closes with a reset instead of a goodbye: unsent bytes are dropped (socket(7), SO_LINGER).
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        Glibc.close(socket)
    }
}
