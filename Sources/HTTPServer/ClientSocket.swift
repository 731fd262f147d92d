import CLinux
import Glibc

/// The socket of a connection, and the only place that touches it.
struct ClientSocket {
    enum Received { case bytes(Int), wouldBlock, ended, failed }
    enum Sent { case bytes(Int), wouldBlock, failed }

    let raw: Int32

    func receive(into buffer: inout [UInt8]) -> Received {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(raw, bytes.baseAddress, bytes.count, 0)
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
                return unsafe Glibc.send(raw, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
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
    func shutdownWriting() { shutdown(raw, Int32(SHUT_WR)) }

    func close() { Glibc.close(raw) }

    /// Closes with a reset instead of a goodbye: unsent bytes are dropped (socket(7), SO_LINGER).
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            raw, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        Glibc.close(raw)
    }
}
