import Foundation
import HTTPServer
import Simulator
import TestSupport
import Testing

/// The daemon among clients that only want to keep it busy: those who have something to say are
/// heard, and its memory hardly grows.
@Suite(.serialized) struct `A crowd of slow clients` {
    private static let identity = TestCertificate()
    private static let crowd = ProofLength.current(quick: 300, full: 5_000)
    private static let invokes = ProofLength.current(quick: 150, full: 1_000)
    private static let growthMax = 64 << 20

    /// Who the crowd is, and whether the server has room for all of it.
    struct Siege: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let ways: [SlowCrowd.Way]
        let isSecure: Bool
        let connectionsMax: Int
        let isHeld: Bool

        static let all = [
            Siege(
                testDescription: "plain, all of them let in",
                ways: [.silent, .header, .body, .reader], isSecure: false,
                connectionsMax: crowd + 500, isHeld: true),
            Siege(
                testDescription: "plain, far more than there is room for",
                ways: [.silent, .header, .reader], isSecure: false, connectionsMax: crowd / 5,
                isHeld: false),
            Siege(
                testDescription: "encrypted",
                ways: [.silent, .greeting, .greeting, .secretHeader], isSecure: true,
                connectionsMax: crowd + 500, isHeld: true),
        ]
    }

    @Test(arguments: Siege.all)
    func `keeps no honest client from being heard`(_ siege: Siege) async throws {
        #expect(DescriptorLimit.raise() > Self.crowd + 500)
        let world = try BridgeWorld(
            receiverKeys: #""connectionsMax": \#(siege.connectionsMax),"#,
            certificate: siege.isSecure ? Self.identity.certificate : nil,
            privateKey: Self.identity.privateKey)
        try world.start()
        let port = UInt16(try world.running().receiverPort())
        let product = world.product
        _ = try latencies(world, port, siege.isSecure)
        let quiet = try latencies(world, port, siege.isSecure)
        let before = try world.running().peakMemory()
        let crowd = SlowCrowd(Self.crowd, siege.ways, port: port) { product.authorization() }
        defer { crowd.stop() }
        // All of them have come once; those who are reset at once come again and again.
        while crowd.comingsCount < Self.crowd {
            // Sleeps because it looks again and again; how long it takes does not decide.
            try await Task.sleep(for: .milliseconds(20))
        }
        let besieged = try latencies(world, port, siege.isSecure)
        let growth = try world.running().peakMemory() - before
        #expect(growth <= Self.growthMax || Sanitizer.isWatching)
        print(
            "proof: slow clients, \(siege.testDescription): \(Self.crowd) clients, "
                + "\(crowd.connectedCount) connected at once, \(crowd.comingsCount) connections, "
                + "p50 \(quiet.middle) → \(besieged.middle) ms, "
                + "p99 \(quiet.slowest) → \(besieged.slowest) ms, "
                + "memory +\((growth + (1 << 19)) >> 20) MiB")
    }

    private struct Latencies {
        let middle: String
        let slowest: String

        init(_ milliseconds: [Double]) {
            let sorted = milliseconds.sorted()
            middle = String(format: "%.2f", sorted[sorted.count / 2])
            slowest = String(format: "%.2f", sorted[sorted.count * 99 / 100])
        }
    }

    /// Invokes, each on a connection of its own, each answered 200.
    private func latencies(
        _ world: BridgeWorld, _ port: UInt16, _ isSecure: Bool
    ) throws -> Latencies {
        var milliseconds: [Double] = []
        for _ in 0..<Self.invokes {
            let invoke = world.product.invoke(rows: 1, flow: .data)
            let request =
                Array(
                    ("POST /invoke HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                        + "Authorization: \(invoke.authorization)\r\n"
                        + "Content-Length: \(invoke.body.count)\r\n\r\n").utf8) + invoke.body
            let start = ContinuousClock.now
            let answer = try #require(ask(port, request, isSecure))
            milliseconds.append((ContinuousClock.now - start) / .milliseconds(1))
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
        return Latencies(milliseconds)
    }

    private func ask(_ port: UInt16, _ request: [UInt8], _ isSecure: Bool) -> String? {
        guard let socket = LoopbackSocket(port: port) else { return nil }
        guard isSecure else {
            socket.send(request)
            return socket.rest()
        }
        var options = TestTLSClient.Options()
        options.trusted = Self.identity.certificate
        let client = TestTLSClient(options)
        guard socket.shakeHands(client) else { return nil }
        client.write(request)
        socket.send(client.take())
        var answer: [UInt8] = []
        while !client.isEnded, let bytes = socket.take() { answer += client.feed(bytes) }
        return String(decoding: answer, as: UTF8.self)
    }
}
