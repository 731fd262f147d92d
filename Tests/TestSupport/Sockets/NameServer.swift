import Foundation
import Glibc
import Synchronization

/// A name server on 127.0.0.1 that answers every question with the same addresses, until it is told
/// others. In the network of the thread that makes it.
package final class NameServer: Sendable {
    private let descriptor: Int32
    private let addresses: Mutex<[[UInt8]]>
    private let isStopped = Atomic(false)

    package struct Failure: Error {
        let call: String
        let code: Int32
    }

    package init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(call: "socket", code: errno) }
        addresses = Mutex([])
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = UInt16(53).bigEndian
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isBound = unsafe withUnsafePointer(to: &name) { name in
            unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // So often it is looked whether the server was stopped.
        var pause = timeval(tv_sec: 0, tv_usec: 100_000)
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &pause, socklen_t(MemoryLayout<timeval>.size))
        guard isBound == 0 else { throw Failure(call: "bind", code: errno) }
        Thread.detachNewThread { [self] in serve() }
    }

    /// From now on every name has these addresses, in their usual forms.
    package func answer(with texts: [String]) {
        addresses.withLock { addresses in
            addresses = texts.map { text in
                var bytes = [UInt8](repeating: 0, count: 16)
                let isIPv6 = text.contains(":")
                let family = isIPv6 ? AF_INET6 : AF_INET
                precondition(unsafe inet_pton(family, text, &bytes) == 1, text)
                return Array(bytes.prefix(isIPv6 ? 16 : 4))
            }
        }
    }

    package func stop() { isStopped.store(true, ordering: .releasing) }

    private func serve() {
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 512)
        while !isStopped.load(ordering: .acquiring) {
            var peer = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let received = unsafe withUnsafeMutablePointer(to: &peer) { peer in
                unsafe peer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe recvfrom(descriptor, &buffer, buffer.count, 0, $0, &length)
                }
            }
            guard received >= 0, let answer = answer(to: Array(buffer[..<received])) else {
                continue
            }
            _ = unsafe withUnsafePointer(to: &peer) { peer in
                unsafe peer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe sendto(descriptor, answer, answer.count, 0, $0, length)
                }
            }
        }
    }

    /// RFC 1035, section 4: the question comes back, and the addresses of the wanted kind after it.
    private func answer(to query: [UInt8]) -> [UInt8]? {
        guard query.count > 12 else { return nil }
        var end = 12
        while end < query.count, query[end] != 0 { end += Int(query[end]) + 1 }
        end += 5
        guard end <= query.count else { return nil }
        let kind = query[end - 3]
        let size = kind == 1 ? 4 : kind == 28 ? 16 : 0
        let found = addresses.withLock { $0.filter { $0.count == size } }
        var answer = Array(query[..<2]) + [0x81, 0x80, 0, 1, 0, UInt8(found.count), 0, 0, 0, 0]
        answer += query[12..<end]
        for address in found {
            answer += [0xC0, 0x0C, 0, kind, 0, 1, 0, 0, 0, 0, 0, UInt8(size)] + address
        }
        return answer
    }
}
