import Glibc
import HTTPServer

/// What the kernel takes for an invoke on the side of the receiver, in CPU time: a request read
/// from a socket, and an answer written. The bytes mean nothing, and nobody looks at them.
struct BenchSocketBound: Sendable {
    let invokeMicroseconds: Double

    /// The line and the fields of an invoke beside its token, and the answer, are about as long.
    private static let headBytes = 200
    private static let answerBytes = 200

    /// - Parameters:
    ///   - invoke: one of the product's, which says how long a request is.
    ///   - count: how many are exchanged.
    init(
        _ invoke: (body: [UInt8], authorization: String), count: Int
    ) throws(CommandError) {
        let request = Self.headBytes + invoke.authorization.utf8.count + invoke.body.count
        let connections = try Self.connections(BenchPlan.connectionsMax)
        let product = Side(
            connections.map(\.product), sends: request, receives: Self.answerBytes)
        let receiver = Side(
            connections.map(\.receiver), sends: Self.answerBytes, receives: request)
        let warmUp = max(1, count / 10)
        var thread: LoopThread
        do throws(SystemError) {
            thread = try LoopThread(name: "product") {
                product.ask(warmUp + count)
                product.close()
            }
        } catch {
            throw CommandError("cannot start a thread: \(error)")
        }
        receiver.answer(from: 0, count: warmUp)
        let before = Self.threadCPU()
        let answered = receiver.answer(from: warmUp, count: count)
        let used = Self.threadCPU() - before
        receiver.close()
        thread.join()
        guard answered == count else { throw CommandError("a connection of loopback has broken") }
        invokeMicroseconds = used / .microseconds(1) / Double(count)
    }

    /// CPU time of the calling thread.
    private static func threadCPU() -> Duration {
        var time = timespec()
        // clock_gettime(2) fails only for a clock that does not exist.
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Both ends of so many connections.
    private static func connections(
        _ count: Int
    ) throws(CommandError) -> [(product: Int32, receiver: Int32)] {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let listener = socket(AF_INET, type, 0)
        defer { Glibc.close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        var ends: [(product: Int32, receiver: Int32)] = []
        let areOpen = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe bind(listener, address, size) == 0, listen(listener, 1) == 0,
                    unsafe getsockname(listener, address, &size) == 0
                else { return false }
                for _ in 0..<count {
                    let product = socket(AF_INET, type, 0)
                    let isConnected = unsafe connect(product, address, size) == 0
                    ends.append((product, accept(listener, nil, nil)))
                    guard isConnected, ends[ends.count - 1].receiver >= 0 else { return false }
                }
                return true
            }
        }
        guard areOpen else {
            for descriptor in ends.flatMap({ [$0.product, $0.receiver] }) {
                Glibc.close(descriptor)
            }
            throw CommandError("cannot open \(count) connections of loopback")
        }
        return ends
    }
}

/// One side of all connections, which come one after the other: the next one has mostly got its
/// bytes by then, and nobody has to be asked who has.
private struct Side: Sendable {
    private let sockets: [Int32]
    private let message: [UInt8]
    private let receives: Int

    init(_ sockets: [Int32], sends: Int, receives: Int) {
        self.sockets = sockets
        message = [UInt8](repeating: 0x5A, count: sends)
        self.receives = receives
    }

    /// Keeps a request on its way on each connection, until so many were answered.
    func ask(_ count: Int) {
        var room = [UInt8](repeating: 0, count: receives)
        let ahead = min(count, sockets.count)
        for number in 0..<ahead where !send(number) { return }
        for number in 0..<count {
            guard receive(number, &room) else { return }
            if number + ahead < count, !send(number + ahead) { return }
        }
    }

    /// Answers so many requests, and tells how many it did.
    @discardableResult
    func answer(from first: Int, count: Int) -> Int {
        var room = [UInt8](repeating: 0, count: receives)
        for number in first..<first + count {
            guard receive(number, &room), send(number) else { return number - first }
        }
        return count
    }

    func close() { for socket in sockets { Glibc.close(socket) } }

    private func send(_ number: Int) -> Bool {
        let socket = sockets[number % sockets.count]
        return unsafe Glibc.send(socket, message, message.count, Int32(MSG_NOSIGNAL))
            == message.count
    }

    private func receive(_ number: Int, _ room: inout [UInt8]) -> Bool {
        let socket = sockets[number % sockets.count]
        return unsafe recv(socket, &room, room.count, Int32(MSG_WAITALL)) == room.count
    }
}
