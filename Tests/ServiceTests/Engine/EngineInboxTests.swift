import Bridge
import Synchronization
import Testing

@testable import Service

@Suite struct `The inbox of an engine that has ended` {
    /// Answers, in the order in which they came.
    private final class Answers: Sendable {
        private let texts = Mutex<[String]>([])

        var all: [String] { texts.withLock { $0 } }

        func add(_ text: String) { texts.withLock { $0.append(text) } }

        func ask(_ inbox: EngineInbox, configuration: Configuration) {
            let request = ActRequest(operatorName: "anna", verb: .retry, scope: ActScope())
            inbox.put(.act(request) { self.add("act \($0.refusal ?? "done")") })
            let stop = ActStop(number: 1, operatorName: "anna")
            inbox.put(.stopAct(stop) { self.add("stop \($0.refusal ?? "done")") })
            inbox.put(.beat { self.add("beat") })
            inbox.put(.adopt(configuration) { self.add("adopt") })
            inbox.put(
                .status { result in
                    if case .failure(let refusal) = result { self.add("status \(refusal.label)") }
                })
        }
    }

    private static let expected = [
        "act busy: the bridge is stopping: try again in a moment",
        "stop busy: the bridge is stopping: try again in a moment", "beat", "adopt", "status busy",
    ]

    @Test func `answers whoever asks, before and after`() throws {
        let configuration = try EngineInProcess.configuration(BridgeWorld().configuration)
        let inbox = EngineInbox()
        let before = Answers()
        before.ask(inbox, configuration: configuration)
        #expect(before.all == [])
        inbox.close()
        #expect(before.all == Self.expected)
        let after = Answers()
        after.ask(inbox, configuration: configuration)
        #expect(after.all == Self.expected)
        inbox.close()
        #expect(before.all.count == Self.expected.count)
    }

    @Test func `is that of one in this process, too`() async throws {
        let world = try BridgeWorld()
        let engine = try EngineInProcess(configuration: world.configuration)
        engine.stop()
        let answer = await engine.act(.retry, ActScope())
        #expect(answer.refusal?.hasPrefix("busy: ") == true)
        try await engine.adopt(world.configuration)
    }
}
