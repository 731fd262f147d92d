import JSON
import Simulator

/// What the bench tells the process of the simulated sides to send.
struct BenchLoad: Sendable {
    var invokes: Int
    var rowsEach: Int
    var flow: InvokeFlow
    var inFlight: Int
    /// The daemon's invoke URL.
    var url = ""
    /// How many invocations must be finished in all before the answer comes; `nil` does not wait.
    var finishedCount: Int?
    /// How long to wait for that.
    var limitSeconds = 0

    init(invokes: Int, rowsEach: Int, flow: InvokeFlow, inFlight: Int) {
        self.invokes = invokes
        self.rowsEach = rowsEach
        self.flow = flow
        self.inFlight = inFlight
    }

    /// As it was written by `json`.
    init?(_ value: JSONValue) {
        guard let invokes = value["invokes"]?.integer, let rowsEach = value["rowsEach"]?.integer,
            let flow = value["flow"]?.string.flatMap(InvokeFlow.init(rawValue:)),
            let inFlight = value["inFlight"]?.integer, let url = value["url"]?.string,
            let limitSeconds = value["limitSeconds"]?.integer
        else { return nil }
        self.init(invokes: invokes, rowsEach: rowsEach, flow: flow, inFlight: inFlight)
        self.url = url
        self.limitSeconds = limitSeconds
        finishedCount = value["finishedCount"]?.integer
    }

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, number) in [
            ("invokes", invokes), ("rowsEach", rowsEach), ("inFlight", inFlight),
            ("limitSeconds", limitSeconds),
        ] {
            writer.key(name)
            writer.integer(number)
        }
        writer.key("flow")
        writer.string(flow.rawValue)
        writer.key("url")
        writer.string(url)
        if let finishedCount {
            writer.key("finishedCount")
            writer.integer(finishedCount)
        }
        writer.endObject()
        return writer.bytes
    }

    /// For the sender: every invoke gets in, sooner or later.
    var invokeLoad: InvokeLoad {
        InvokeLoad(
            count: invokes, rows: rowsEach, flow: flow, inFlightMax: inFlight, attemptsMax: 20)
    }
}

/// What became of a load.
struct BenchLoadReport: Sendable {
    /// Invokes that were answered with 200, and those that never were.
    var accepted = 0
    var refused = 0
    var problem: String?
    /// Whether as many invocations as asked for were finished in time.
    var isFinished = true
    /// From the first invoke to the last answer, and to the last completion, in microseconds.
    var answeredMicroseconds = 0
    var finishedMicroseconds = 0
    /// Of the invokes' answers, in microseconds.
    var p50 = 0
    var p99 = 0
    var max = 0

    init() {}

    /// As it was written by `json`.
    init?(_ value: JSONValue) {
        let numbers = Self.members.map { value[$0.name]?.integer }
        for (member, number) in zip(Self.members, numbers) {
            guard let number else { return nil }
            self[keyPath: member.path] = number
        }
        guard let isFinished = value["isFinished"]?.boolean else { return nil }
        self.isFinished = isFinished
        problem = value["problem"]?.string
    }

    private static var members: [(name: String, path: WritableKeyPath<Self, Int>)] {
        [
            ("accepted", \.accepted), ("refused", \.refused),
            ("answeredMicroseconds", \.answeredMicroseconds),
            ("finishedMicroseconds", \.finishedMicroseconds), ("p50", \.p50), ("p99", \.p99),
            ("max", \.max),
        ]
    }

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for member in Self.members {
            writer.key(member.name)
            writer.integer(self[keyPath: member.path])
        }
        writer.key("isFinished")
        writer.boolean(isFinished)
        if let problem {
            writer.key("problem")
            writer.string(problem)
        }
        writer.endObject()
        return writer.bytes
    }
}
