import Bridge

/// Rows, one call each, before a target that is out for a while: how many calls a gate lets
/// through, in virtual time.
struct OutageSimulation {
    enum Kind: String, CaseIterable, Sendable {
        case notSent, notNow, tooMany, tooManyWithWish, timeOut

        /// How long a call takes to fail.
        var duration: Duration {
            switch self {
            case .notSent: .milliseconds(1)
            case .notNow, .tooMany, .tooManyWithWish: .milliseconds(40)
            case .timeOut: .seconds(38)
            }
        }

        var setback: TargetGate.Setback {
            switch self {
            case .notSent, .timeOut: .unwell
            case .notNow, .tooMany: .asked(toWait: nil)
            case .tooManyWithWish: .asked(toWait: .seconds(3))
            }
        }
    }

    /// Of the whole run.
    private(set) var calls = 0
    private(set) var rowsDone = 0
    private(set) var callsHangingMax = 0
    /// The first call that ended well after the outage.
    private(set) var mendedAt: MonotonicTime?

    private let kind: Kind
    private let outage: Range<MonotonicTime>
    private var gate = TargetGate.sample(calls: 32)
    private var pending = 0
    private var inFlight: [(endsAt: MonotonicTime, pass: TargetGate.Pass, isWell: Bool)] = []
    private var generator: SeededGenerator

    private static let callDuration = Duration.milliseconds(50)

    init(_ kind: Kind, outage: Range<MonotonicTime>, seed: UInt64) {
        self.kind = kind
        self.outage = outage
        generator = SeededGenerator(seed: seed)
    }

    /// Runs until every row is done, or `end`.
    ///
    /// - Parameter arrivals: invocations by time, with their rows.
    mutating func run(_ arrivals: [(at: MonotonicTime, rows: Int)], until end: MonotonicTime) {
        var rest = arrivals[...]
        var now = rest.first?.at ?? end
        while now < end {
            while let next = rest.first, next.at <= now {
                rest.removeFirst()
                pending += next.rows
                gate.freshWork(rows: next.rows, now: now)
            }
            endCalls(now)
            startCalls(now)
            var moments = inFlight.map(\.endsAt)
            if let next = rest.first { moments.append(next.at) }
            if pending > 0, let opens = gate.opensAt(operations: 1, now: now) {
                moments.append(opens)
            }
            guard let next = moments.min() else { return }
            now = max(next, now.advanced(by: .nanoseconds(1)))
        }
    }

    private mutating func endCalls(_ now: MonotonicTime) {
        let ended = inFlight.filter { $0.endsAt <= now }
        inFlight.removeAll { $0.endsAt <= now }
        for call in ended {
            if call.isWell {
                rowsDone += 1
                gate.left(call.pass)
                if now >= outage.upperBound, mendedAt == nil { mendedAt = now }
            } else {
                // At the worst its row is to be sent again at once.
                pending += 1
                _ = gate.leftFailed(
                    call.pass, kind.setback, now: now,
                    jitter: Double.random(in: 0...1, using: &generator))
            }
        }
    }

    private mutating func startCalls(_ now: MonotonicTime) {
        while pending > 0, gate.admits(operations: 1, now: now) {
            pending -= 1
            calls += 1
            let isWell = !outage.contains(now)
            inFlight.append(
                (
                    now.advanced(by: isWell ? Self.callDuration : kind.duration),
                    gate.entered(operations: 1, now: now), isWell
                ))
        }
        callsHangingMax = max(callsHangingMax, inFlight.count)
    }
}
