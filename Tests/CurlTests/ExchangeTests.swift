import Curl
import Testing

@Suite(.timeLimit(.minutes(1))) struct `An exchange` {
    @Test func `sends the header lines as they are and little else`() async throws {
        let server = try ScriptedServer { _ in .answer(ok()) }
        defer { server.stop() }
        let client = CurlClient()
        let headers = ["X-One: 1", "x-two:  spaced ", "X-Empty:", "Content-Type: application/json"]
        _ = try await client.perform(
            .local(server.url + "a/../b?c=%20", method: .post, headers: headers, body: [0x7B]))
        // Without Content-Type libcurl would call a body a form.
        _ = try await client.perform(.local(server.url, method: .put, body: [0x7B]))
        let first = try #require(server.requests.first)
        #expect(
            first.lines == [
                "POST /a/../b?c=%20 HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "Accept: */*",
                "X-One: 1", "x-two:  spaced ", "X-Empty:", "Content-Type: application/json",
                "Content-Length: 1",
            ])
        let second = try #require(server.requests.last)
        #expect(
            second.lines == [
                "PUT / HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "Accept: */*",
                "Content-Length: 1",
            ])
    }

    @Test func `uses one handle for all methods in turn`() async throws {
        let server = try ScriptedServer { _ in .answer(ok()) }
        defer { server.stop() }
        let client = CurlClient(inFlightMax: 1)
        let methods: [TransferRequest.Method] = [
            .get, .post, .get, .put, .patch, .post, .put, .get, .patch, .get,
        ]
        for method in methods {
            let body: [UInt8] = method == .get ? [] : [1, 2]
            _ = try await client.perform(.local(server.url, method: method, body: body))
        }
        #expect(server.requests.map(\.target) == methods.map { "\($0.rawValue) /" })
        #expect(server.requests.map(\.body.count) == methods.map { $0 == .get ? 0 : 2 })
    }

    /// Whatever of the URL before is used for the next.
    @Test func `uses one handle for all kinds of URLs in turn`() async throws {
        let first = try ScriptedServer { _ in .answer(ok()) }
        let second = try ScriptedServer { _ in .answer(ok()) }
        defer {
            first.stop()
            second.stop()
        }
        let client = CurlClient(inFlightMax: 1)
        let paths = [
            "/a", "/b", "/b?c=d/e", "/f", "?g/h", "?g/i", "/j", "/k%20l", "/../m", "/n#/o", "/p",
            "//q", "/", "", "/r", "/s~t=u&v",
        ]
        for path in paths {
            for server in [first, second] {
                let url = "http://127.0.0.1:\(server.port)\(path)"
                _ = try await client.perform(.local(url))
                // One that cannot be read in between.
                _ = try? await client.perform(.local("http://[\(path)"))
            }
        }
        let targets = [
            "/a", "/b", "/b?c=d/e", "/f", "/?g/h", "/?g/i", "/j", "/k%20l", "/../m", "/n", "/p",
            "//q", "/", "/", "/r", "/s~t=u&v",
        ]
        #expect(first.requests.map(\.target) == targets.map { "GET \($0)" })
        #expect(second.requests.map(\.target) == targets.map { "GET \($0)" })
    }

    /// Whatever of the lines before is used for the next.
    @Test func `uses one handle for all kinds of header lines in turn`() async throws {
        let server = try ScriptedServer { _ in .answer(ok()) }
        defer { server.stop() }
        let client = CurlClient(inFlightMax: 1)
        let type = "Content-Type: text/plain"
        let lists = [
            ["X-A: 1", "X-B: 2"], ["X-A: 1", "X-B: 3"], ["X-A: 2", "X-B: 3"], ["X-A: 2"], [],
            [type], ["X-A: 2", type, "X-B:"], ["X-B:", "X-A: 2"], ["X-A: 2", type], ["X-A: 2"],
            ["X-A: \u{E9}"], ["X-A: e\u{301}"], ["X-C: 1", "X-D: 2", "X-E: 3", type],
        ]
        for lines in lists {
            _ = try await client.perform(
                .local(server.url, method: .post, headers: lines, body: [1]))
            // One that cannot be sent in between, because of its last line.
            await #expect(throws: TransferError.self) {
                try await client.perform(
                    .local(server.url, headers: ["X-F: 1"] + lines + ["Expect: nothing"]))
            }
        }
        let own = ["POST / HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "Accept: */*"]
        let length = ["Content-Length: 1"]
        // Byte for byte: to Swift both kinds of the letter are equal.
        #expect(
            server.requests.map { $0.lines.map { Array($0.utf8) } }
                == lists.map { (own + $0 + length).map { Array($0.utf8) } })
    }

    @Test func `uploads five megabytes unchanged and without Expect`() async throws {
        let server = try ScriptedServer { _ in .answer(ok()) }
        defer { server.stop() }
        let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let response = try await CurlClient().perform(
            .local(server.url, method: .put, body: body))
        #expect(response.status == 200)
        let request = try #require(server.requests.first)
        #expect(request.body == body)
        #expect(!request.head.lowercased().contains("expect"))
    }

    @Test func `sends the empty body of a POST`() async throws {
        let server = try ScriptedServer { _ in .answer(ok()) }
        defer { server.stop() }
        _ = try await CurlClient().perform(.local(server.url, method: .post))
        #expect(server.requests.first?.lines.contains("Content-Length: 0") == true)
    }

    @Test(arguments: [
        "Transfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n5;x=y\r\npedia\r\n0\r\nTrailer: x\r\n\r\n",
        "Content-Length: 9\r\n\r\nWikipedia", "\r\nWikipedia",
    ])
    func `reads a body however it is framed`(rest: String) async throws {
        let server = try ScriptedServer { _ in .answerThenClose("HTTP/1.1 200 OK\r\n" + rest) }
        defer { server.stop() }
        #expect(try await CurlClient().perform(.local(server.url)).text == "Wikipedia")
    }

    /// Nobody asked for it, and who unpacks what he did not ask for unpacks bombs, too.
    @Test(arguments: ["gzip", "deflate", "br", "zstd", "identity, gzip"])
    func `unpacks no body`(coding: String) async throws {
        let server = try ScriptedServer { _ in
            .answer(ok("\u{1F}\u{8}", "Content-Encoding: \(coding)"))
        }
        defer { server.stop() }
        #expect(try await CurlClient().perform(.local(server.url)).text == "\u{1F}\u{8}")
        #expect(server.requests.first?.head.lowercased().contains("accept-encoding") == false)
    }

    @Test func `reads past an interim answer`() async throws {
        let server = try ScriptedServer { _ in .answer("HTTP/1.1 103 Early Hints\r\n\r\n" + ok()) }
        defer { server.stop() }
        let response = try await CurlClient().perform(.local(server.url))
        #expect(response.status == 200)
        #expect(response.text == "fine")
    }

    @Test func `brings back what a refusal says about time`() async throws {
        let server = try ScriptedServer { _ in
            .answer(
                "HTTP/1.1 503 No\r\nretry-after: 120\r\n"
                    + "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 4\r\n\r\nlate")
        }
        defer { server.stop() }
        let response = try await CurlClient().perform(.local(server.url))
        #expect(response.status == 503)
        #expect(response.retryAfter == "120")
        #expect(response.date == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(response.text == "late")
    }

    @Test func `uses a connection again and tells so`() async throws {
        let server = try ScriptedServer { _ in .answer(ok()) }
        defer { server.stop() }
        let client = CurlClient()
        var isNew: [Bool] = []
        for _ in 0..<10 {
            let response = try await client.perform(.local(server.url, method: .post, body: [1]))
            isNew.append(response.isNewConnection)
            #expect((response.times.connected > .zero) == response.isNewConnection)
            #expect(response.times.firstByte > .zero)
            #expect(response.times.total >= response.times.firstByte)
        }
        #expect(isNew == [true] + [Bool](repeating: false, count: 9))
        #expect(Set(server.requests.map(\.connection)) == [0])
    }
}
