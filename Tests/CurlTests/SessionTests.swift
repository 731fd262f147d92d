import Foundation
import TestSupport
import Testing

@testable import Curl

/// Starts requests wave after wave: those of one are in flight at once, each with a handle of its
/// own.
private final class Waves: TransferClient {
    private var waves: [[TransferRequest]]
    private let statuses: @Sendable ([Int?]) -> Void
    private var ended: [Int?] = []

    /// - Parameter statuses: told of all answers in the end; nil for a transfer that failed.
    init(_ waves: [[TransferRequest]], _ statuses: @escaping @Sendable ([Int?]) -> Void) {
        self.waves = waves
        self.statuses = statuses
    }

    func turn(_ ended: [EndedTransfer], _ starter: TransferStarter) -> Duration {
        self.ended += ended.map { try? $0.result.get().status }
        guard starter.inFlightCount == 0 else { return .seconds(60) }
        if waves.isEmpty {
            starter.finish()
        } else {
            for (tag, request) in waves.removeFirst().enumerated() {
                starter.start(request, tag: UInt64(tag))
            }
        }
        return .seconds(60)
    }

    func stopped(_: [EndedTransfer]) { statuses(ended) }
}

@Suite(.timeLimit(.minutes(1))) struct `A TLS session` {
    private static let identity = TestCertificate()

    /// The statuses of the answers.
    private func run(_ waves: [[TransferRequest]]) async -> [Int?] {
        let loop = CurlLoop()
        let statuses = await withCheckedContinuation { continuation in
            loop.run { Waves(waves) { continuation.resume(returning: $0) } }
        }
        loop.join()
        return statuses
    }

    @Test(.enabled(if: CurlLibrary.hasSessionsOfHandles))
    func `is kept by each handle, and begins its next connection`() async throws {
        let server = try SecureServer(Self.identity, closes: true)
        let wave = Array(repeating: server.request(pins: []), count: 3)
        #expect(await run([wave, wave, wave]) == Array(repeating: 200, count: 9))
        #expect(server.handshakeCount == 9)
        #expect(server.resumedCount == 6)
    }

    @Test(.enabled(if: CurlLibrary.hasSessionsOfHandles))
    func `is no other policy's`() async throws {
        let server = try SecureServer(Self.identity, closes: true)
        let pin = try #require(PublicKeyPin(Self.identity.pin))
        let request = server.request(pins: [])
        var elsewhere = request
        elsewhere.policy.caFile = server.folder.appending(path: "copy.pem").path
        try FileManager.default.copyItem(
            atPath: server.caFile, toPath: server.folder.appending(path: "copy.pem").path)
        let others = [server.request(pins: [pin]), elsewhere]
        #expect(await run([[request], others, [request]]) == [200, 200, 200, 200])
        #expect(server.handshakeCount == 4)
        #expect(server.resumedCount == 1)
    }

    /// Each request finds the session of the one before it to its server.
    @Test(.enabled(if: CurlLibrary.hasSessionsOfHandles))
    func `is found again where the server's last handle is taken`() async throws {
        let first = try SecureServer(Self.identity, closes: true)
        let second = try SecureServer(Self.identity, closes: true)
        let one = first.request(pins: [])
        var other = one
        other.url = second.url
        let turns = [[one, other], [one], [other], [other], [one], [one], [other]]
        #expect(await run(turns) == Array(repeating: 200, count: 8))
        #expect([first, second].map(\.handshakeCount) == [4, 4])
        #expect([first, second].map(\.resumedCount) == [3, 3])
    }

    @Test func `does not outlive the trust that it began with`() async throws {
        let server = try SecureServer(Self.identity, closes: true)
        let client = CurlClient()
        let request = server.request(pins: [])
        #expect(try await client.perform(request).status == 200)
        // Written into the same file.
        let file = try #require(FileHandle(forWritingAtPath: server.caFile))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data(TestCertificate(subject: "another").certificate.utf8))
        try file.close()
        let error = await #expect(throws: TransferError.self) {
            try await client.perform(request)
        }
        #expect(error?.reason == .tls)
        #expect(server.requestCount == 1)
    }

    private let policy = OutboundPolicy()
    private let start = ContinuousClock.now

    @Test func `is forgotten after half an hour, although it was used`() {
        var trusts = Trusts()
        let first = trusts.trust(for: policy, at: start)
        for minutes in 1..<30 {
            let now = start.advanced(by: .seconds(60 * minutes))
            #expect(trusts.trust(for: policy, at: now) === first)
        }
        let later = start.advanced(by: .seconds(1800))
        let second = trusts.trust(for: policy, at: later)
        #expect(second !== first)
        #expect(trusts.trust(for: policy, at: later) === second)
        #expect(trusts.include(second))
        #expect(!trusts.include(first))
    }

    @Test func `is kept for few policies, and for one that is used between the others`() {
        var trusts = Trusts()
        let first = trusts.trust(for: policy, at: start)
        for number in 0..<100 {
            _ = trusts.trust(for: OutboundPolicy(caFile: "/none/\(number)"), at: start)
            #expect(trusts.trust(for: policy, at: start) === first)
        }
        #expect(trusts.kept.count == Trusts.countMax)
        #expect(trusts.kept.dropLast().last?.policy.caFile == "/none/99")
    }
}
