import Curl
import Testing

/// A request that changes something must reach the other side at most once, whatever libcurl
/// thinks.
@Suite(.timeLimit(.minutes(1))) struct `A connection that dies` {
    static let changing: [(TransferRequest.Method, Int)] = [
        (.post, 0), (.post, 12), (.post, 300_000), (.put, 12), (.patch, 12), (.put, 0),
    ]

    /// The first request of each connection is answered, the second is read and then `step`
    /// follows.
    static func server(_ step: ScriptedServer.Step) throws -> ScriptedServer {
        try ScriptedServer { $0.number == 0 && $0.target != "GET /fresh" ? .answer(ok()) : step }
    }

    @Test(arguments: changing, [true, false])
    func `after it read the request is not given the request again`(
        kind: (TransferRequest.Method, Int), isReset: Bool
    ) async throws {
        let (method, bodyCount) = kind
        let server = try Self.server(isReset ? .reset : .close)
        defer { server.stop() }
        let client = CurlClient()
        _ = try await client.perform(.local(server.url + "first"))
        let error = await #expect(throws: TransferError.self) {
            try await client.perform(
                .local(
                    server.url + "second", method: method,
                    body: [UInt8](repeating: 0x61, count: bodyCount)))
        }
        #expect(server.requests.map(\.target) == ["GET /first", "\(method.rawValue) /second"])
        #expect(server.requests.map(\.connection) == [0, 0])
        #expect(server.requests.last?.body.count == bodyCount)
        #expect(error?.isCertainlyUnsent == false)
        #expect(error?.reason == .notRepeated || error?.reason == .reset)
        #expect(error?.requestBytesSent ?? 0 > 50)
    }

    @Test func `gets a GET again on a fresh connection`() async throws {
        let server = try Self.server(.close)
        defer { server.stop() }
        let client = CurlClient()
        _ = try await client.perform(.local(server.url + "first"))
        let response = try await client.perform(.local(server.url + "second"))
        #expect(response.status == 200)
        #expect(response.isNewConnection)
        #expect(server.requests.map(\.target) == ["GET /first", "GET /second", "GET /second"])
        #expect(server.requests.map(\.connection) == [0, 0, 1])
    }

    @Test(arguments: changing)
    func `while it was idle is noticed before anything is written`(
        kind: (TransferRequest.Method, Int)
    ) async throws {
        let (method, bodyCount) = kind
        let server = try ScriptedServer { .answerThenClose(ok("\($0.connection)")) }
        defer { server.stop() }
        let client = CurlClient()
        for number in 0..<5 {
            let response = try await client.perform(
                .local(
                    server.url + "\(number)", method: method,
                    body: [UInt8](repeating: 0x61, count: bodyCount)))
            #expect(response.text == "\(number)")
            await server.hasClosed(number + 1)
        }
        #expect(
            server.requests.map(\.target) == (0..<5).map { "\(method.rawValue) /\($0)" })
    }

    @Test(arguments: changing)
    func `on its first request is an error that tells what left`(
        kind: (TransferRequest.Method, Int)
    ) async throws {
        let (method, bodyCount) = kind
        let server = try ScriptedServer { _ in .close }
        defer { server.stop() }
        let error = await #expect(throws: TransferError.self) {
            try await CurlClient().perform(
                .local(
                    server.url, method: method, body: [UInt8](repeating: 0x61, count: bodyCount)))
        }
        #expect(error?.reason == .closedEarly)
        #expect(error?.requestBytesSent ?? 0 >= max(bodyCount, 50))
        #expect(server.requests.count == 1)
    }

    /// The same handle serves one request after the other: what it counted for the last one must
    /// not make the next look as if a part of it had left.
    @Test func `is followed by an error that is certain that nothing left`() async throws {
        let server = try ScriptedServer { _ in .answerThenClose(ok()) }
        defer { server.stop() }
        let (closed, port) = try closedPort()
        defer { closed() }
        let client = CurlClient(inFlightMax: 1)
        _ = try await client.perform(.local(server.url, method: .post, body: [1, 2, 3]))
        let error = await #expect(throws: TransferError.self) {
            try await client.perform(
                .local("http://127.0.0.1:\(port)/", method: .post, body: [1, 2, 3]))
        }
        #expect(error?.reason == .connect)
        #expect(error?.isCertainlyUnsent == true)
    }
}
