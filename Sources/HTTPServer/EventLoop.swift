import Crypto
import HTTPWire

/// The loop: waits, reads, hands over, writes. Everything here runs on one thread, so nothing is
/// locked but the inbox.
///
/// A turn of it, in order: what the kernel tells (`+Accepting`, `+Receiving`), what other threads
/// answered (`+Answering`), what is due (`+Deadlines`), and then every connection that was touched
/// is settled: answers in order, one send for all of them, what to watch, the next deadline
/// (`+Settling`, `+Closing`).
final class EventLoop {
    private(set) var limits: ServerLimits
    let handler: any RequestHandler
    let events: EventQueue
    let inbox: Inbox
    let counters: ServerCounters
    /// nil for plain connections.
    let tls: TLSContextSlot?
    private(set) var freshParser: RequestParser
    private let acceptsHTTP10: Bool

    var listeners: [BoundListener]
    /// Accepting waits for a connection to close, or until `acceptAgainAt`.
    var isAcceptingPaused = false
    var acceptAgainAt: Int64?
    /// Connections of each address that have no admitted request yet.
    var strangers: [PeerAddress: Int] = [:]
    /// The same connections, the oldest first.
    var strangerQueue = StrangerQueue()

    var connections: [ClientConnection] = []
    var freeIndexes: [UInt32] = []
    var openCount = 0
    var touched: [ClientConnection] = []
    var bodyBytesInFlight = 0

    /// Of places in the table of connections.
    var deadlines = TimerHeap<UInt32>()
    var delayed = TimerHeap<DelayedWork>()
    /// The monotonic time of this turn.
    var now: Int64 = 0
    var dateSecond = -1
    var date: [UInt8] = []

    /// Set when the server was asked to end: when it ends at the latest.
    var stopAt: Int64?
    /// What a client sent a moment ago.
    var received: [UInt8]
    /// The same as it was before it was decrypted.
    var ciphertext: [UInt8]
    private var commands: [Command] = []
    private var told = EventBatch(capacity: 256)

    /// Tokens below 2^32 belong to no connection, as their generation would be zero.
    static let bellToken: UInt64 = 0
    static let firstListenerToken: UInt64 = 1

    private static let receivedBytesMax = 64 * 1024

    init(_ setup: LoopSetup) {
        limits = setup.limits
        handler = setup.handler
        events = setup.events
        inbox = setup.inbox
        counters = setup.counters
        tls = setup.tls
        let extra = setup.tls == nil ? 0 : TLSSession.plaintextBytesExtra
        received = [UInt8](repeating: 0, count: Self.receivedBytesMax + extra)
        ciphertext = [UInt8](repeating: 0, count: setup.tls == nil ? 0 : Self.receivedBytesMax)
        listeners = setup.listeners.take()
        acceptsHTTP10 = setup.acceptsHTTP10
        freshParser = RequestParser(limits: setup.limits.wire, acceptsHTTP10: acceptsHTTP10)
    }

    func run() {
        watchListenersAndBell()
        while !isFinished {
            let mayWait = inbox.fallAsleep()
            let count = events.wait(into: &told, nanoseconds: mayWait ? waitNanoseconds : 0)
            now = Clock.monotonic()
            for index in 0..<count { dispatch(told[index].token, told[index].happened) }
            writeDate()
            obeyCommands()
            workOffDue()
            settleTouched()
        }
        inbox.close()
    }

    private var isFinished: Bool { stopAt != nil && openCount == 0 }

    /// How long there is nothing to do; negative for ever. Precise, since who asked for an answer
    /// after so long measures by it.
    private var waitNanoseconds: Int64 {
        var next = Int64.max
        for due in [deadlines.earliest, delayed.earliest, acceptAgainAt, stopAt] {
            if let due { next = min(next, due) }
        }
        return next == .max ? -1 : max(0, next - Clock.monotonic())
    }

    private func dispatch(_ token: UInt64, _ what: EventQueue.Interest) {
        guard token >> 32 != 0 else {
            if token != Self.bellToken { accept(from: Int(token - Self.firstListenerToken)) }
            return
        }
        let id = ConnectionID(
            index: UInt32(truncatingIfNeeded: token),
            generation: UInt32(truncatingIfNeeded: token >> 32))
        // Closed earlier in this very turn, perhaps.
        guard let connection = connection(id) else { return }
        happened(what, on: connection)
    }

    private func writeDate() {
        let second = Clock.secondsSince1970()
        if second == dateSecond { return }
        dateSecond = second
        date = HTTPDate.bytes(secondsSince1970: second)
    }

    private func obeyCommands() {
        inbox.take(into: &commands)
        for command in commands {
            switch command {
            case .answer(let id, let sequence, let answer, after: 0):
                deliver(answer, to: id, sequence)
            case .answer(let id, let sequence, let answer, let delay):
                deliver(answer, to: id, sequence, after: delay)
            case .beat(let done):
                done()
            case .stopAccepting:
                closeListeners()
            case .limit(let limits, let done):
                self.limits = limits
                freshParser = RequestParser(limits: limits.wire, acceptsHTTP10: acceptsHTTP10)
                // There may be room for those who wait.
                if acceptAgainAt == nil { resumeAccepting() }
                done()
            case .stop(let limit):
                beginStopping(within: limit)
            }
        }
        commands.removeAll(keepingCapacity: true)
    }

    private func settleTouched() {
        // Settling may touch again: a request that waited in a buffer and proves broken is refused
        // after the answers were written. One that is handled is answered through the inbox, and
        // the next turn does not wait.
        var index = 0
        while index < touched.count {
            let connection = touched[index]
            index += 1
            connection.isTouched = false
            settle(connection)
        }
        touched.removeAll(keepingCapacity: true)
    }

    /// nil if that connection is gone.
    func connection(_ id: ConnectionID) -> ClientConnection? {
        guard id.index < connections.count else { return nil }
        let connection = connections[Int(id.index)]
        guard connection.generation == id.generation, connection.phase != .closed
        else { return nil }
        return connection
    }

    func touch(_ connection: ClientConnection) {
        if connection.isTouched { return }
        connection.isTouched = true
        touched.append(connection)
    }
}

/// What happens later without a thread that waits for it.
enum DelayedWork {
    case answer(ConnectionID, UInt64, Answer)
    case drip(ConnectionID)
}
