import Synchronization
import Testing

@testable import Curl

/// A client whose turn is a closure, and which tells what it saw.
private final class TestClient: TransferClient {
    let inbox: Inbox
    let body: (Inbox, [EndedTransfer], TransferStarter) -> Duration

    /// What both threads see.
    final class Inbox: Sendable {
        struct State {
            var turns = 0
            var ended: [EndedTransfer] = []
            var stopped: [EndedTransfer]?
            var mail = 0
            var read = 0
        }
        let state = Mutex(State())
        var turns: Int { state.withLock { $0.turns } }
        var ended: [EndedTransfer] { state.withLock { $0.ended } }
        var stopped: [EndedTransfer]? { state.withLock { $0.stopped } }
        var mail: Int { state.withLock { $0.mail } }
        var read: Int { state.withLock { $0.read } }
    }

    init(
        _ inbox: Inbox, _ body: @escaping (Inbox, [EndedTransfer], TransferStarter) -> Duration
    ) {
        self.inbox = inbox
        self.body = body
    }

    func turn(_ ended: [EndedTransfer], _ starter: TransferStarter) -> Duration {
        inbox.state.withLock {
            $0.turns += 1
            $0.ended += ended
        }
        return body(inbox, ended, starter)
    }

    func stopped(_ ended: [EndedTransfer]) {
        inbox.state.withLock { $0.stopped = ended }
    }
}

@Suite(.timeLimit(.minutes(1))) struct `The loop` {
    private func run(
        _ loop: CurlLoop,
        _ body: @escaping @Sendable (TestClient.Inbox, [EndedTransfer], TransferStarter) -> Duration
    ) -> TestClient.Inbox {
        let inbox = TestClient.Inbox()
        loop.run { TestClient(inbox, body) }
        return inbox
    }

    @Test func `performs what a turn started although the client wants to sleep`() throws {
        let server = try ScriptedServer { .answer(ok($0.target)) }
        defer { server.stop() }
        let url = server.url
        let loop = CurlLoop()
        let inbox = run(loop) { inbox, ended, starter in
            if inbox.turns == 1 {
                for tag in 1...20 as ClosedRange<UInt64> {
                    starter.start(.local(url + "\(tag)"), tag: tag)
                }
            }
            if inbox.ended.count == 20 {
                #expect(starter.inFlightCount == 0)
                starter.finish()
            }
            return .seconds(3600)
        }
        loop.join()
        let texts = try inbox.ended.sorted { $0.tag < $1.tag }.map { try $0.result.get().text }
        #expect(texts == (1...20).map { "GET /\($0)" })
        #expect(inbox.stopped?.isEmpty == true)
    }

    @Test func `hands back in a later turn what could not be started`() {
        let loop = CurlLoop()
        let inbox = run(loop) { inbox, ended, starter in
            if inbox.turns == 1 {
                starter.start(TransferRequest(method: .get, url: "ftp://x/"), tag: 7)
                #expect(inbox.ended.isEmpty)
            } else if !ended.isEmpty {
                starter.finish()
            }
            return .seconds(3600)
        }
        loop.join()
        #expect(inbox.ended.map(\.tag) == [7])
    }

    @Test func `wakes up when the client said so`() {
        let loop = CurlLoop()
        let clock = ContinuousClock()
        let start = clock.now
        let inbox = run(loop) { inbox, _, starter in
            if inbox.turns == 5 { starter.finish() }
            return .milliseconds(20)
        }
        loop.join()
        #expect(clock.now - start >= .milliseconds(80))
        #expect(inbox.turns == 5)
    }

    /// The client sleeps for an hour whenever its inbox is empty: a lost wake is a test that hangs.
    @Test func `loses no wake from any thread`() async {
        let loop = CurlLoop()
        let inbox = run(loop) { inbox, _, starter in
            inbox.state.withLock {
                $0.read += $0.mail
                $0.mail = 0
            }
            if inbox.read == 80_000 { starter.finish() }
            return .seconds(3600)
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        inbox.state.withLock { $0.mail += 1 }
                        loop.wake()
                    }
                }
            }
        }
        loop.join()
        #expect(inbox.read == 80_000)
    }

    @Test func `cancels one and leaves the other alone`() throws {
        let server = try ScriptedServer { $0.target == "GET /1" ? .silence : .answer(ok()) }
        defer { server.stop() }
        let url = server.url
        let loop = CurlLoop()
        let inbox = run(loop) { inbox, ended, starter in
            if inbox.turns == 1 {
                starter.start(.local(url + "1"), tag: 1)
                starter.start(.local(url + "2"), tag: 2)
            }
            if ended.contains(where: { $0.tag == 2 }) {
                starter.cancel(tag: 1)
                starter.cancel(tag: 2)
                starter.cancel(tag: 3)
            }
            if inbox.ended.count == 2 { starter.finish() }
            return .seconds(3600)
        }
        loop.join()
        #expect(inbox.ended.map(\.tag) == [2, 1])
        #expect(throws: TransferError.self) { try inbox.ended[1].result.get() }
    }

    @Test func `lets the client wind down before it stops`() throws {
        let server = try ScriptedServer { $0.target == "GET /1" ? .silence : .answer(ok()) }
        defer { server.stop() }
        let url = server.url
        let loop = CurlLoop()
        let inbox = run(loop) { inbox, ended, starter in
            if inbox.turns == 1 { starter.start(.local(url + "1"), tag: 1) }
            if starter.isStopping, inbox.mail == 0 {
                // There is something left to do, and it can still be done.
                inbox.state.withLock { $0.mail = 1 }
                starter.start(.local(url + "2"), tag: 2)
            }
            if ended.contains(where: { $0.tag == 2 }) { starter.finish() }
            return .seconds(3600)
        }
        loop.stop()
        loop.join()
        #expect(inbox.ended.map(\.tag) == [2])
        #expect(inbox.stopped?.map(\.tag) == [1])
    }

    /// The other side closes the connection while nobody waits for it, and it stays so: readable.
    @Test(arguments: [false, true])
    func `does not spin while a connection is idle`(_ isClosed: Bool) throws {
        let server = try ScriptedServer { _ in isClosed ? .answerThenClose(ok()) : .answer(ok()) }
        defer { server.stop() }
        let url = server.url
        let loop = CurlLoop()
        let inbox = run(loop) { inbox, _, starter in
            // Five turns that only wait, and then a request once more.
            if inbox.turns == 1 || inbox.turns == 7 { starter.start(.local(url), tag: 1) }
            if inbox.ended.count == 2 { starter.finish() }
            return .milliseconds(20)
        }
        loop.join()
        for ended in inbox.ended { #expect(try ended.result.get().status == 200) }
        // A turn has one wait before it; a transfer, which the clock may interrupt, a few more.
        #expect(unsafe loop.sockets.waitCount <= 3 * inbox.turns + 40)
    }
}
