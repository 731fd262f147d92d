/// How the simulated MPO behaves. Without a switch it answers every well-formed call at once.
package struct MPOBehaviour: Hashable, Sendable {
    /// How long a call takes: drawn evenly from this range, one call at a time.
    package var latency: ClosedRange<Duration> = .zero ... .zero
    /// What goes wrong, and when; of several that strike at once the first counts.
    package var faults: [FaultRule<MPOFault>] = []
    /// Seconds in the Retry-After of a 429 or 503; `nil` leaves the header out.
    package var retryAfter: Int?
    /// How long a task lives on after its answer was lost or timed out.
    package var lateEnd: Duration = .zero
    /// Answers carry the `ref` of their operation: seen on the main API, not on the sync server.
    package var echoesReferences = false
    /// The results echo the amount and the city.
    package var echoesParameters = true
    /// Ended tasks stay visible to `show` (the End node's "save the tasks in an archive").
    package var savesTasks = false
    /// A reference stays taken after its task has ended, as a process that looks for it would have
    /// it.
    package var keepsReferences = false
    /// How a wrong signature is refused.
    package var refusal = SignatureRefusal.status401
    /// How a duplicate reference is worded: as a tag or as a description alone.
    package var duplicateWording = DuplicateWording.tag
    /// Operations a second before 429; `nil` means no limit.
    package var operationsPerSecondMax: Int?
    /// How far a call's time may be from this machine's, in seconds; `nil` means that any will do.
    package var timeWindow: Int?
    /// The largest `data` of a task (protocol notes on MPO, 3.3).
    package var taskBytesMax = 128_000

    /// Everything goes well, at once.
    package init() {}

    /// Reads switches over the defaults.
    package init(_ switches: SwitchList) throws(SwitchError) {
        self.init()
        for item in switches.items { try set(item) }
    }

    private mutating func set(_ item: SwitchItem) throws(SwitchError) {
        if let fault = MPOFault(rawValue: item.key) {
            faults.append(FaultRule(fault, try item.chance()))
            return
        }
        switch Setting(rawValue: item.key) {
        case .latency: latency = try item.durations()
        case .retryAfter: retryAfter = try item.optionalInteger(0...86_400)
        case .lateEnd: lateEnd = try item.duration()
        case .echoReferences: echoesReferences = try item.boolean()
        case .echoParameters: echoesParameters = try item.boolean()
        case .saveTasks: savesTasks = try item.boolean()
        case .keepReferences: keepsReferences = try item.boolean()
        case .refusal: refusal = try item.choice(SignatureRefusal.self)
        case .duplicateWording: duplicateWording = try item.choice(DuplicateWording.self)
        case .rate: operationsPerSecondMax = try item.optionalInteger(1...10_000_000)
        case .timeWindow: timeWindow = try item.optionalInteger(1...86_400)
        case .taskBytesMax: taskBytesMax = try item.integer(1...16_777_216)
        case nil:
            throw item.unknown(
                known: MPOFault.allCases.map(\.rawValue) + Setting.allCases.map(\.rawValue))
        }
    }

    /// The switches that are not faults.
    package enum Setting: String, CaseIterable, Sendable {
        case latency
        case retryAfter = "retry-after"
        case lateEnd = "late-end"
        case echoReferences = "echo-refs"
        case echoParameters = "echo-parameters"
        case saveTasks = "save-tasks"
        case keepReferences = "keep-refs"
        case refusal = "signature-refusal"
        case duplicateWording = "duplicate-wording"
        case rate
        case timeWindow = "time-window"
        case taskBytesMax = "task-bytes-max"
    }

    /// How a wrong signature is refused: 401 was seen on the sync host, 403 on the main one, and
    /// the text in a 200 by the official plugin.
    package enum SignatureRefusal: String, CaseIterable, Hashable, Sendable {
        case status401 = "401"
        case status403 = "403"
        case text = "200"
    }

    /// The wire form of a duplicate reference is not documented; these are the two likely ones.
    package enum DuplicateWording: String, CaseIterable, Hashable, Sendable {
        case tag
        case description
    }

    /// Every switch with one line for people, in the order to print them.
    package static var help: [(name: String, explanation: String)] {
        Setting.allCases.map { ($0.rawValue, $0.explanation) }
            + MPOFault.allCases.map { ($0.rawValue, $0.explanation) }
    }
}

extension MPOBehaviour.Setting {
    /// One line for people.
    package var explanation: String {
        switch self {
        case .latency: "how long a call takes: 20ms, or a range such as 20ms..200ms"
        case .retryAfter: "seconds in the Retry-After of 429 and 503, or none"
        case .lateEnd: "how long a task lives on after its answer was lost or timed out"
        case .echoReferences: "answers carry the ref of their operation"
        case .echoParameters: "results carry the amount and the city as they came"
        case .saveTasks: "show finds ended tasks too"
        case .keepReferences: "a reference stays taken after its task has ended"
        case .refusal: "answer to a wrong signature: 401, 403 or 200"
        case .duplicateWording: "answer to a live reference: tag or description"
        case .rate: "operations a second before 429, or none"
        case .timeWindow: "seconds a call's time may be off, or none"
        case .taskBytesMax: "the largest data of one task, in bytes"
        }
    }
}
