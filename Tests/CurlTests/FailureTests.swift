import Curl
import Foundation
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A transfer that fails` {
    /// The path stands for a signature: it may be in no message.
    static let path = "api/1/json/220/1700000000/da39a3ee5e6b4b0d"

    func failure(
        _ request: TransferRequest, with client: CurlClient = CurlClient(),
        at location: SourceLocation = #_sourceLocation
    ) async throws -> TransferError {
        let error = await #expect(throws: TransferError.self, sourceLocation: location) {
            try await client.perform(request)
        }
        let found = try #require(error, sourceLocation: location)
        #expect(!found.message.contains("da39a3"), sourceLocation: location)
        #expect(!found.message.isEmpty, sourceLocation: location)
        return found
    }

    @Test func `because nobody listens has sent nothing`() async throws {
        let (release, port) = try closedPort()
        defer { release() }
        let error = try await failure(
            .local("http://127.0.0.1:\(port)/\(Self.path)", method: .post, body: [1]))
        #expect(error.reason == .connect)
        #expect(error.isCertainlyUnsent)
    }

    /// A label of a name has at most 63 bytes (RFC 1035, 2.3.4): no name server is asked.
    @Test func `because the name has no address has sent nothing`() async throws {
        let label = String(repeating: "x", count: 64)
        let error = try await failure(.local("http://\(label).invalid/\(Self.path)"))
        #expect(error.reason == .resolve)
        #expect(error.isCertainlyUnsent)
    }

    /// With a full queue of connections the kernel drops further requests for one.
    @Test func `because connecting takes too long has sent nothing`() async throws {
        let (listener, port) = try listen(backlog: 0)
        defer { close(listener) }
        let fillers = connectWithoutWaiting(to: port, count: 4)
        defer { for filler in fillers { close(filler) } }
        let error = try await failure(
            .local(
                "http://127.0.0.1:\(port)/\(Self.path)", method: .post, body: [1],
                connectTimeout: .milliseconds(200)))
        #expect(error.reason == .connectTimedOut)
        #expect(error.isCertainlyUnsent)
        #expect(error.times.total >= .milliseconds(150))
    }

    @Test func `because the answer takes too long has sent its request`() async throws {
        let server = try ScriptedServer { _ in .silence }
        defer { server.stop() }
        let error = try await failure(
            .local(
                server.url + Self.path, method: .post, body: [UInt8](repeating: 0x61, count: 1000),
                totalTimeout: .milliseconds(200)))
        #expect(error.reason == .timedOut)
        #expect(error.requestBytesSent > 1000)
        #expect(error.times.firstByte == .zero)
    }

    @Test func `because no answer begins has sent its request`() async throws {
        let server = try ScriptedServer { _ in .silence }
        defer { server.stop() }
        let client = CurlClient()
        let error = try await failure(
            .local(
                server.url + Self.path, method: .post, body: [1, 2, 3],
                firstByteTimeout: .milliseconds(300)), with: client)
        #expect(error.reason == .noFirstByte)
        #expect(error.requestBytesSent > 100)
        #expect(error.times.total >= .milliseconds(250))
        // The handle and the loop are as good as before.
        let next = try await failure(
            .local(server.url, method: .post, firstByteTimeout: .milliseconds(100)), with: client)
        #expect(next.reason == .noFirstByte)
    }

    @Test func `because an answer has begun and does not end is not one without an answer`()
        async throws
    {
        let server = try ScriptedServer { _ in .answer("HTTP/1.1 200 OK\r\n") }
        defer { server.stop() }
        let error = try await failure(
            .local(
                server.url, method: .post, firstByteTimeout: .milliseconds(100),
                totalTimeout: .milliseconds(600)))
        #expect(error.reason == .timedOut)
    }

    /// Larger than what the two kernels hold, and read only after twice the time in which the
    /// answer must begin.
    @Test func `for want of an answer is not one whose request is still on its way`() async throws {
        let (listener, port) = try listen(backlog: 1)
        defer { close(listener) }
        let body = [UInt8](repeating: 0x61, count: 24 << 20)
        let reader = Thread {
            let descriptor = accept(listener, nil, nil)
            // Sleeps because the reader is to be slow.
            Thread.sleep(forTimeInterval: 2)
            var buffer = [UInt8](repeating: 0, count: 1 << 20)
            var rest = body.count
            while rest > 0 {
                let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
                if count <= 0 { break }
                rest -= count
            }
            let answer = Array(ok().utf8)
            _ = unsafe send(descriptor, answer, answer.count, Int32(MSG_NOSIGNAL))
            close(descriptor)
        }
        reader.start()
        let response = try await CurlClient().perform(
            .local(
                "http://127.0.0.1:\(port)/", method: .post, body: body,
                firstByteTimeout: .seconds(1)))
        #expect(response.text == "fine")
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\n" + String(repeating: "X-Field: value\r\n", count: 5_000),
        String(repeating: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", count: 2_000),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
            + String(repeating: "X-Trailer: value\r\n", count: 5_000),
        "HTTP/1.1 200 OK\r\nX-Field: " + String(repeating: "x", count: 70_000) + "\r\n\r\n",
    ])
    func `because the answer's head has no end is not HTTP`(head: String) async throws {
        let server = try ScriptedServer { _ in .answer(head) }
        defer { server.stop() }
        let error = try await failure(.local(server.url, method: .post, body: [1]))
        #expect(error.reason == .badAnswer)
        #expect(error.message.contains("head"))
    }

    @Test func `because one line of the head has no end is not HTTP`() async throws {
        let server = try ScriptedServer { _ in
            .answer("HTTP/1.1 200 OK\r\nX-Field: " + String(repeating: "x", count: 200_000))
        }
        defer { server.stop() }
        let error = try await failure(.local(server.url, method: .post, body: [1]))
        #expect(error.reason == .badAnswer)
        #expect(!error.isCertainlyUnsent)
    }

    /// libcurl takes each of them for a whole answer of status 200, as no length was told.
    @Test(arguments: [
        "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-L", "HTTP/1.1 200 OK\r\nX-Field: 1\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX-Field: 1\r\n",
    ])
    func `because the head was cut short is no answer`(head: String) async throws {
        let server = try ScriptedServer { _ in .answerThenClose(head) }
        defer { server.stop() }
        let error = try await failure(.local(server.url, method: .post, body: [1]))
        #expect(error.reason == .closedEarly)
        #expect(!error.isCertainlyUnsent)
    }

    @Test(arguments: [
        (ScriptedServer.Step.reset, TransferError.Reason.reset),
        (.answerThenReset("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf"), .reset),
        (.close, .closedEarly),
        (.answerThenClose("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf"), .closedEarly),
        (
            .answerThenClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
            .closedEarly
        ),
        (.answerThenClose("SSH-2.0-OpenSSH_9.2\r\n"), .badAnswer),
        (.answerThenClose("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello"), .badAnswer),
    ])
    func `in the middle has sent its request`(
        step: ScriptedServer.Step, reason: TransferError.Reason
    ) async throws {
        let server = try ScriptedServer { _ in step }
        defer { server.stop() }
        let error = try await failure(
            .local(server.url + Self.path, method: .post, body: [1, 2, 3]))
        #expect(error.reason == reason)
        #expect(!error.isCertainlyUnsent)
        #expect(server.requests.count == 1)
    }

    static let tooLong = [
        "announced": ok(String(repeating: "x", count: 1001)),
        "in a chunk": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"
            + String(repeating: "x", count: 1001) + "\r\n0\r\n\r\n",
        "until the end": "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 1001),
    ]

    @Test(arguments: tooLong.keys)
    func `because the answer is too long ends at the limit`(how: String) async throws {
        let answer = try #require(Self.tooLong[how])
        let server = try ScriptedServer { _ in .answerThenClose(answer) }
        defer { server.stop() }
        let error = try await failure(.local(server.url, responseBytesMax: 1000))
        #expect(error.reason == .tooLarge)
        let response = try await CurlClient().perform(.local(server.url, responseBytesMax: 1001))
        #expect(response.body.count == 1001)
    }

    @Test(arguments: [
        "X: a\r\nY: b", "X: a\nY: b", "X: a\u{0}b", "no colon", ": no name", "two words: x",
        "Content-Length: 5", "transfer-encoding: chunked", "Expect: 100-continue",
    ])
    func `because of a header line is told by the line's name at most`(line: String) async throws {
        let error = try await failure(.local("http://127.0.0.1:1/", headers: ["A: b", line]))
        #expect(error.reason == .badHeader)
        #expect(error.isCertainlyUnsent)
    }

    @Test(arguments: [UInt8(0x01), 0x0A, 0x1F, 0x7F])
    func `because of a control character is told wherever it is`(byte: UInt8) async throws {
        for place in 0..<70 {
            var value = [UInt8](repeating: UInt8(ascii: "\t"), count: 35)
            value += [UInt8](repeating: UInt8(ascii: "~"), count: 35)
            value[place] = byte
            let line = "A:" + String(decoding: value, as: UTF8.self)
            let error = try await failure(.local("http://127.0.0.1:1/", headers: [line]))
            #expect(error.reason == .badHeader)
        }
    }

    @Test func `does not spoil the handle for the next`() async throws {
        let server = try ScriptedServer { request in
            request.target.hasSuffix("/good") ? .answer(ok()) : .answerThenClose("HTTP/1.1 2")
        }
        defer { server.stop() }
        let client = CurlClient(inFlightMax: 1)
        for _ in 0..<3 {
            _ = try await failure(.local(server.url + Self.path), with: client)
            _ = try await failure(.local("http:///", headers: ["a b: c"]), with: client)
            let response = try await client.perform(.local(server.url + "good"))
            #expect(response.text == "fine")
        }
    }
}

/// Sockets that are on their way to a connection, or wait for it in the other side's queue.
private func connectWithoutWaiting(to port: UInt16, count: Int) -> [Int32] {
    (0..<count).map { _ in
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, type, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                let length = socklen_t(MemoryLayout<sockaddr_in>.size)
                unsafe _ = connect(descriptor, pointer, length)
            }
        }
        return descriptor
    }
}
