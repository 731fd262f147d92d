import Glibc

/// One side of all connections, which come one after the other: the next one has mostly got its
/// bytes by then, and nobody has to be asked who has.
struct BenchSocketSide: Sendable {
    private let sockets: [Int32]
    private let message: [UInt8]
    private let receives: Int

    private init(_ sockets: [Int32], sends: Int, receives: Int) {
        self.sockets = sockets
        message = [UInt8](repeating: 0x5A, count: sends)
        self.receives = receives
    }

    /// The line and the fields of an invoke beside its token, and the answer, are about as long.
    private static let headBytes = 200
    private static let answerBytes = 200

    /// Both sides of as many connections of loopback as invokes are sent over.
    ///
    /// - Parameter invoke: one of the product's, which says how long a request is.
    static func pair(
        for invoke: (body: [UInt8], authorization: String)
    ) throws(CommandError) -> (product: BenchSocketSide, receiver: BenchSocketSide) {
        let request = headBytes + invoke.authorization.utf8.count + invoke.body.count
        let connections = try connections(BenchPlan.connectionsMax)
        return (
            BenchSocketSide(
                connections.map(\.product), sends: request, receives: answerBytes),
            BenchSocketSide(
                connections.map(\.receiver), sends: answerBytes, receives: request)
        )
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

    /// Answers so many requests, and tells how many it did.
    @discardableResult
    func answer(from first: Int, count: Int) -> Int {
        var room = [UInt8](repeating: 0, count: receives)
        for number in first..<first + count {
            guard receive(number, &room), send(number) else { return number - first }
        }
        return count
    }

    /// Sends as many requests as are due, each on the next connection and one on each at a time,
    /// until there are to be no more and all are answered.
    ///
    /// - Parameter due: how many were to be sent until now, and whether that is all.
    func ask(as due: () -> (count: Int, isAll: Bool)) {
        var room = [UInt8](repeating: 0, count: receives)
        var (asked, answered) = (0, 0)
        while true {
            let (count, isAll) = due()
            while asked < count, asked - answered < sockets.count {
                guard send(asked) else { return }
                asked += 1
            }
            if answered < asked {
                guard receive(answered, &room) else { return }
                answered += 1
            } else if isAll {
                return
            } else {
                // Whoever says what is due does not wake anybody: its time is measured.
                usleep(Self.lookEveryMicroseconds)
            }
        }
    }

    private static let lookEveryMicroseconds: UInt32 = 500

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
