import HTTPWire

/// One client. The object stays in its place of the table and serves the next client when this one
/// is gone. Lives on the loop's thread only; the loop's extensions say what happens to it.
final class ClientConnection {
    enum Phase {
        case closed
        /// Requests are read and answered.
        case open
        /// No further request is read; the connection ends with the last answer.
        case ending
        /// All is answered and the client was told so; what it still sends is dropped.
        case lingering
    }

    let index: UInt32
    private(set) var generation: UInt32 = 0
    private(set) var transport = Transport(socket: -1)
    private(set) var peer = PeerAddress.unix(path: "")
    var phase = Phase.closed
    /// The client has sent its last byte.
    var inputEnded = false
    /// No request of it was admitted yet.
    var isStranger = true
    /// Heads read so far.
    var requestCount = 0
    /// Those of them that were answered without their body.
    var unadmittedCount = 0

    var parser = RequestParser()
    /// The request whose body is being read.
    var reception: Reception?
    /// Bytes received and not parsed yet; more are not read before these are used.
    var pending: [UInt8] = []
    var unread = 0..<0

    var exchanges = ExchangeQueue()
    /// Bytes that go out slowly; whatever comes after them waits.
    var drip: DripState?
    /// Bytes to send, of which `sent` are gone.
    var output: [UInt8] = []
    var sent = 0

    /// What the event queue was told to watch.
    var interest = EventQueue.Interest()
    /// Whether the loop will look at it before it waits again.
    var isTouched = false
    var clock = ConnectionClock()
    /// The earliest entry in the heap of deadlines that is of this place in the table; `.max` for
    /// none. It outlives the client: the next one's deadlines are mostly later, and need no other.
    var timerAt = Int64.max

    init(index: UInt32) { self.index = index }

    var id: ConnectionID { ConnectionID(index: index, generation: generation) }
    /// What the client has not taken yet.
    var unsentCount: Int { output.count - sent + transport.heldCount }
    /// Bytes the client took since `clock.sendingSince`.
    var takenCount = 0

    func open(_ transport: Transport, peer: PeerAddress, parser: RequestParser, now: Int64) {
        precondition(phase == .closed)
        // Zero is for tokens that are no connections.
        generation = generation == .max ? 1 : generation + 1
        self.transport = transport
        self.peer = peer
        self.parser = parser
        phase = .open
        inputEnded = false
        isStranger = true
        requestCount = 0
        unadmittedCount = 0
        exchanges = ExchangeQueue()
        interest = []
        clock = ConnectionClock(acceptedAt: now)
    }

    /// Gives back what it held.
    func release() {
        phase = .closed
        transport = Transport(socket: -1)
        parser = RequestParser()
        reception = nil
        exchanges = ExchangeQueue()
        drip = nil
        dropPending()
        output = []
        sent = 0
    }

    /// From now on the client is given bytes that it has to take in time.
    func beginSending(now: Int64) {
        clock.sendingSince = now
        clock.takingSince = now
        takenCount = 0
    }

    func dropPending() {
        pending = []
        unread = 0..<0
    }

    /// All of it is sent. A large buffer is not kept for what may never come again.
    func dropOutput() {
        if output.capacity > 4096 {
            output = []
        } else {
            output.removeAll(keepingCapacity: true)
        }
        sent = 0
    }
}

/// A request whose head was read, and its body as far as it came.
struct Reception {
    let head: RequestHead
    /// What the handler noted when it admitted the request.
    let note: (any Sendable)?
    /// Given before the end of the request, which has no body.
    let earlyAnswer: Response?
    let bodyBytesMax: Int
    var body: [UInt8] = []
    /// What was taken of the budget for bodies.
    var bodyBytesReserved = 0
    /// `100 Continue` is still to be sent (RFC 9110 §10.1.1).
    var owesContinue: Bool
    /// The connection closes after this request.
    let closes: Bool
}

/// Bytes on their slow way out.
struct DripState {
    var bytes: [UInt8]
    var next = 0
    let ending: RawEnding
    let chunkBytes: Int
    let pause: Int64
}

/// The moments from which the deadlines of a connection are counted, in monotonic nanoseconds.
struct ConnectionClock {
    /// Accepted, or the last answer written.
    var restingSince: Int64 = 0
    /// The first byte of the head that is being read.
    var headSince: Int64 = 0
    /// The head was read and its body is awaited.
    var bodySince: Int64 = 0
    /// The client was given bytes it did not take at once.
    var sendingSince: Int64 = 0
    /// The client took some bytes, or had none to take.
    var takingSince: Int64 = 0
    var lingeringSince: Int64 = 0

    init() {}

    init(acceptedAt now: Int64) {
        beginResting(now)
    }

    /// Nothing of a request has come.
    mutating func beginResting(_ now: Int64) {
        restingSince = now
        headSince = now
    }
}
