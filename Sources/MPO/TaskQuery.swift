package import Bridge
import JSON

/// Asks the main API for a task by its reference (protocol notes on MPO, 6.1): read-only, so it may
/// be asked again at any time.
package struct TaskQuery: Sendable {
    /// From the first brace to the opening quote of the reference.
    private let opening: [UInt8]
    /// Everything after the reference.
    private let closing: [UInt8]

    /// The main API knows the process by `conv_id` in all of its documents, whatever field the sync
    /// server takes.
    package init(_ mapping: Mapping) {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.key("ops")
        writer.beginArray()
        writer.beginObject()
        writer.key("type")
        writer.string("show")
        writer.key("obj")
        writer.string("task")
        writer.key("conv_id")
        writer.raw(mapping.processID)
        for field in mapping.extra {
            writer.key(field.name)
            writer.raw(field.value)
        }
        opening = writer.bytes + [UInt8](#","ref":""#.utf8)
        closing = [UInt8](#""}]}"#.utf8)
    }

    /// The body of the question after a row's task. Sign it for version 2 of the API.
    package func body(_ references: TaskReferences, row: Int) -> [UInt8] {
        var body = opening
        references.append(row: row, to: &body)
        body.append(contentsOf: closing)
        return body
    }

    /// Reads the answer.
    package static func state(on evidence: Evidence) -> TaskState {
        switch evidence {
        case .certainlyUnsent(let label), .lostAfterSend(let label), .unanswered(let label):
            return .unclear(label)
        case .answered(200, _, let body):
            guard let answer = Answer(body) else { return .unclear("MPO's answer cannot be read") }
            return state(answer)
        case .answered(let status, _, let body):
            let detail = Answer(body)?.firstDescription.map { ": \($0)" } ?? ""
            return .unclear("HTTP \(status)\(detail)")
        }
    }

    /// Why the main API as a whole is not in order, in a word or a status; `nil`: it answered the
    /// question, whatever it said.
    package static func trouble(_ evidence: Evidence) -> String? {
        switch evidence {
        case .certainlyUnsent(let label), .lostAfterSend(let label), .unanswered(let label):
            return label
        case .answered(200, _, let body):
            guard let answer = Answer(body) else { return "unreadable" }
            let isRefused = answer.saidOfRequest.contains {
                Classification.authentication.isFound(in: Phrases.normalised($0.utf8))
            }
            return isRefused ? OutcomeLabel.authentication.rawValue : nil
        case .answered(let status, _, _):
            return "HTTP \(status)"
        }
    }

    private static let notFound = Phrases(["not found", "not exist"])
    private static let running: Set<String> = ["created", "processing", "delayed", "active"]

    private static func state(_ answer: Answer) -> TaskState {
        guard let entry = answer.entries.first else {
            return answer.requestIsOK ? .notFound : .unclear(answer.requestTag)
        }
        guard answer.entries.count == 1 else { return .unclear("MPO gave several answers") }
        let said = answer.said(entry)
        guard entry.isDone else {
            // A missing process would be "conv with id … does not exist", and says nothing of a
            // task.
            let text = Phrases.normalised(said.utf8)
            let isTask = !Phrases(["conv"]).isFound(in: text)
            return isTask && notFound.isFound(in: text) ? .notFound : .unclear(said)
        }
        switch answer.text(of: entry.status) {
        case "processed": return .ended(body: answer.body, data: entry.data)
        case let status? where running.contains(status): return .running
        case let status?: return .unclear("the task's status is \(status)")
        case nil: return .unclear("MPO named no status")
        }
    }
}

/// What the main API knows of a task.
package enum TaskState: Hashable, Sendable {
    /// It has ended; `data` is where its parameters are in the answer's body.
    case ended(body: [UInt8], data: Range<Int>?)
    /// It has not ended yet.
    case running
    /// There is no such task *any more*, or there never was one: MPO forgets tasks that have ended,
    /// unless the process archives them (protocol notes on MPO, 6.2).
    case notFound
    /// The question was not answered, or the task was cancelled or deleted. The text is for people.
    case unclear(String)
}
