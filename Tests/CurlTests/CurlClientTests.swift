import Curl
import Testing

@Suite(.timeLimit(.minutes(1))) struct `The client for tasks` {
    @Test func `answers a thousand requests at once over a few connections`() async throws {
        let server = try ScriptedServer { .answer(ok($0.target)) }
        defer { server.stop() }
        let client = CurlClient(inFlightMax: 16)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<1000 {
                group.addTask {
                    let url = server.url + "\(number)"
                    let response = try await client.perform(
                        .local(url, method: .post, body: Array("\(number)".utf8)))
                    return response.text == "POST /\(number)"
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(server.requests.count == 1000)
        #expect(Set(server.requests.map(\.connection)).count <= 16)
    }

    @Test func `answers who is cancelled`() async throws {
        let server = try ScriptedServer { _ in .silence }
        defer { server.stop() }
        // One is on its way, the others wait for it.
        let client = CurlClient(inFlightMax: 1)
        let tasks = (0..<5).map { number in
            Task { try await client.perform(.local(server.url + "\(number)")) }
        }
        while server.requests.isEmpty { await Task.yield() }
        for task in tasks { task.cancel() }
        for task in tasks {
            let error = await #expect(throws: TransferError.self) { try await task.value }
            #expect(error?.reason == .cancelled)
        }
    }

    @Test func `answers who was cancelled before it asked`() async throws {
        let server = try ScriptedServer { _ in .silence }
        defer { server.stop() }
        let client = CurlClient()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await client.perform(.local(server.url))
        }
        task.cancel()
        let error = await #expect(throws: TransferError.self) { try await task.value }
        #expect(error?.reason == .cancelled)
    }

    @Test func `goes on with others when one is cancelled`() async throws {
        let server = try ScriptedServer {
            $0.target == "GET /silent" ? .silence : .answer(ok($0.target))
        }
        defer { server.stop() }
        let client = CurlClient(inFlightMax: 1)
        let silent = Task { try await client.perform(.local(server.url + "silent")) }
        while server.requests.isEmpty { await Task.yield() }
        let next = Task { try await client.perform(.local(server.url + "next")) }
        silent.cancel()
        #expect(try await next.value.text == "GET /next")
    }

    @Test func `answers everybody when it stops`() async throws {
        let server = try ScriptedServer { _ in .silence }
        defer { server.stop() }
        let client = CurlClient(inFlightMax: 4)
        let tasks = (0..<50).map { number in
            Task { try await client.perform(.local(server.url, method: .post, body: [1])) }
        }
        while server.requests.count < 4 { await Task.yield() }
        client.stop()
        var unsent = 0
        for task in tasks {
            let error = await #expect(throws: TransferError.self) { try await task.value }
            #expect(error?.reason == .stopped)
            if error?.isCertainlyUnsent == true { unsent += 1 }
        }
        #expect(unsent == 46)
        client.join()
        let late = await #expect(throws: TransferError.self) {
            try await client.perform(.local(server.url))
        }
        #expect(late?.reason == .stopped)
        client.stop()
        client.join()
    }
}
