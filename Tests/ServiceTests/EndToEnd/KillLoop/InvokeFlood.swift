import Bridge
import Curl
import Dispatch
import JSON
import Simulator
import Synchronization

/// Sends invokes for as long as it is told to, whether the daemon is up or not: each one again and
/// again until it was answered with 200, and some of them once more after that.
final class InvokeFlood: Sendable {
    /// An invoke that was answered with 200.
    struct Accepted: Sendable {
        let number: Int
        let id: String
        let rows: Int
    }

    private struct State {
        /// Invokes that may have been made by now.
        var allowance = 0
        var made = 0
        var isOver = false
        var accepted: [Accepted] = []
        var problems: [String] = []
        var repeats = 0
    }

    private let product: ProductSimulator
    private let url: String
    private let state = Mutex(State())
    private let client = CurlClient()
    private let senders = DispatchGroup()

    init(_ product: ProductSimulator, url: String, seed: UInt64, senders count: Int) {
        self.product = product
        self.url = url
        for index in 0..<count {
            let generator = SeededGenerator(seed: seed &* 31 &+ UInt64(index))
            senders.enter()
            Task.detached { [self] in
                await send(generator)
                senders.leave()
            }
        }
    }

    var accepted: [Accepted] { state.withLock { $0.accepted } }
    var problems: [String] { state.withLock { $0.problems } }
    /// Invokes that were sent once more after their 200.
    var repeats: Int { state.withLock { $0.repeats } }

    /// The product keeps a line for each of so many invocations.
    private static let invokesMax = 990

    /// Lets so many more invokes be made.
    func allow(_ count: Int) {
        state.withLock { $0.allowance = min($0.made + count, Self.invokesMax) }
    }

    /// Makes no more invokes, and waits until each one was answered: the daemon must be up.
    ///
    /// - Returns: whether all of them were.
    func finish(within seconds: Int) -> Bool {
        state.withLock { $0.isOver = true }
        return senders.wait(timeout: .now() + .seconds(seconds)) == .success
    }

    private func send(_ seeded: SeededGenerator) async {
        var generator = seeded
        while true {
            let (isOver, mayMake) = state.withLock { state in
                let mayMake = state.made < state.allowance && !state.isOver
                if mayMake { state.made += 1 }
                return (state.isOver, mayMake)
            }
            if isOver { return }
            guard mayMake else {
                await pause()
                continue
            }
            let rows = Int.random(in: 1...120, using: &generator)
            let flow: InvokeFlow = Bool.random(using: &generator) ? .data : .pull
            let invoke = product.invoke(rows: rows, flow: flow)
            let id = await accept(invoke)
            product.acknowledge(invoke.number, invocationID: id)
            state.withLock {
                $0.accepted.append(Accepted(number: invoke.number, id: id, rows: rows))
            }
            guard Int.random(in: 0..<4, using: &generator) == 0 else { continue }
            let again = await accept(invoke)
            state.withLock { state in
                state.repeats += 1
                guard again != id else { return }
                state.problems.append("invoke \(invoke.number) was accepted as \(id) and \(again)")
            }
        }
    }

    /// Sends an invoke until it is answered with 200. - Returns: the id in the answer.
    private func accept(_ invoke: SimulatedInvoke) async -> String {
        while true {
            let request = TransferRequest(
                method: .post, url: url,
                headers: [
                    "Authorization: " + product.authorization(), "Content-Type: application/json",
                ],
                body: invoke.body, totalTimeout: .seconds(10),
                policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true))
            if let answer = try? await client.perform(request), let id = take(answer, invoke) {
                return id
            }
            await pause()
        }
    }

    private func take(_ answer: TransferResponse, _ invoke: SimulatedInvoke) -> String? {
        guard answer.status == 200 else {
            if answer.status != 503 {
                let text = String(decoding: answer.body, as: UTF8.self)
                let problem = "invoke \(invoke.number) was answered \(answer.status): \(text)"
                state.withLock { $0.problems.append(problem) }
            }
            return nil
        }
        return (try? JSONText(answer.body))?.root["content"]?["invocationId"]?.string
    }

    private func pause() async {
        // Sleeps because a daemon that is down tells nobody when it is up again.
        try? await Task.sleep(for: .milliseconds(10))
    }
}
