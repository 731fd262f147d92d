import Foundation
import Glibc
import Testing

@testable import Curl

@Suite(.timeLimit(.minutes(1))) struct `The outbound policy` {
    let strict = OutboundPolicy(allowHTTP: true)

    func failure(_ url: String, _ policy: OutboundPolicy) async throws -> TransferError {
        let error = await #expect(throws: TransferError.self, "\(url)") {
            try await CurlClient().perform(TransferRequest(method: .get, url: url, policy: policy))
        }
        return try #require(error)
    }

    @Test(arguments: [
        "127.0.0.1", "127.9.9.9", "localhost", "[::1]", "10.1.2.3", "172.16.0.1", "172.31.255.255",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "192.0.2.1", "198.18.0.1",
        "224.0.0.1", "255.255.255.255", "[fc00::1]", "[fe80::1]", "[ff02::1]", "[2001:db8::1]",
        "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::]",
        // The same in spellings that a comparison of texts does not know.
        "2130706433", "0x7f.1", "017700000001", "127.1",
    ])
    func `refuses addresses that are not everybody's`(host: String) async throws {
        let server = try ScriptedServer { _ in .answer(ok()) }
        defer { server.stop() }
        let error = try await failure("http://\(host):\(server.port)/", strict)
        #expect(error.reason == .addressRefused, "\(error)")
        #expect(error.isCertainlyUnsent)
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: [0x09, 0x20, 0x5C, 0x7F, 0xE9])
    func `refuses a URL that is not of visible ASCII, wherever that is`(code: UInt32) throws {
        let character = Character(try #require(Unicode.Scalar(code)))
        let url = "https://peer.example/a/path-of.some_length?with=a&query~"
        _ = try OutboundURL(url)
        for place in url.indices {
            var text = url
            text.insert(character, at: place)
            let error = #expect(throws: TransferError.self) { try OutboundURL(text) }
            #expect(error?.reason == .badURL)
        }
    }

    /// What is known of an origin is asked for only where the rest is a path and a query.
    @Test func `reads the same host whatever the path holds`() throws {
        let origin = "https://peer.example:8443"
        let first = try OutboundURL(origin + "/")
        let letters = "abcdefghijklmnopqrstuvwxyz"
        let plain = letters + letters.uppercased() + "0123456789-./_~?=&"
        for code in UInt8(0x00)...0xFF {
            let character = Character(Unicode.Scalar(code))
            let isPlain = plain.contains(character)
            let path = "/path\(character)of.other.example"
            // Of what is not plain beyond doubt libcurl is asked each time.
            #expect(KnownOrigins.originCount(of: origin + path) == (isPlain ? 25 : nil))
            if isPlain { #expect(try OutboundURL(origin + path) == first) }
            if let url = try? OutboundURL(origin + path + ":1/rest") { #expect(url == first) }
            if let url = try? OutboundURL(origin + "\(character)x.example/") {
                #expect(url == first)
            }
        }
    }

    /// The connection was opened for a request that may go there. It stays open, and the next
    /// request to the same host and port would use it.
    @Test func `holds for a connection that is open already`() async throws {
        let server = try ScriptedServer { _ in .answer(ok()) }
        defer { server.stop() }
        let client = CurlClient()
        _ = try await client.perform(.local(server.url))
        let error = await #expect(throws: TransferError.self) {
            try await client.perform(
                TransferRequest(method: .post, url: server.url, body: [1], policy: strict))
        }
        #expect(error?.reason == .addressRefused)
        #expect(error?.isCertainlyUnsent == true)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [
        "http://example.com/", "HTTP://example.com/", "ftp://example.com/", "file:///etc/passwd",
        "gopher://example.com/", "example.com", "//example.com/", "", "https:/example.com/",
    ])
    func `allows no scheme but https`(url: String) async throws {
        let error = try await failure(url, OutboundPolicy(allowPrivateAddresses: true))
        #expect(error.reason == .schemeRefused)
        #expect(error.isCertainlyUnsent)
    }

    @Test(arguments: [
        "http://user@127.0.0.1/", "http://user:password@127.0.0.1/", "http://@127.0.0.1/",
        "http://127.0.0.1:99999/", "http://127.0.0.1:x/", "http://", "http://a b/",
        "http://127.0.0.1/\u{9}", "http://127.0.0.1/\r\nX: y", "http://exämple.com/",
        "http://[::1/", "http://good.example\\@127.0.0.1/",
    ])
    func `refuses URLs with a user or with parts that cannot be read`(url: String) async throws {
        let error = try await failure(
            url, OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true))
        #expect(error.reason == .badURL, "\(url): \(error)")
        #expect(error.isCertainlyUnsent)
        #expect(!error.message.contains("password"))
    }

    @Test func `does not follow a redirect`() async throws {
        let server = try ScriptedServer { _ in
            .answer("HTTP/1.1 307 Go\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
        }
        defer { server.stop() }
        let response = try await CurlClient().perform(.local(server.url, method: .post, body: [1]))
        #expect(response.status == 307)
        #expect(server.requests.count == 1)
    }

    /// In a process of its own, since the environment belongs to all tests of this one.
    @Test func `does not take a proxy from the environment`() async {
        await #expect(processExitsWith: .success) {
            let (release, port) = try closedPort()
            defer { release() }
            for name in [
                "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                "socks_proxy", "SOCKS_PROXY", "CURL_PROXY",
            ] {
                unsafe setenv(name, "http://127.0.0.1:\(port)", 1)
            }
            // Where these say something, the proxies are for every host.
            unsafe setenv("no_proxy", "", 1)
            unsafe setenv("NO_PROXY", "elsewhere.example", 1)
            let server = try ScriptedServer { _ in .answer(ok()) }
            defer { server.stop() }
            let response = try await CurlClient().perform(.local(server.url))
            try #require(response.status == 200)
            try #require(server.requests.first?.target == "GET /")
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A home` {
    /// In a process of its own, since the environment belongs to all tests of this one.
    @Test func `gives no login and no options away`() async {
        await #expect(processExitsWith: .success) {
            let home = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
            try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: home) }
            for (name, text) in [
                (".netrc", "machine 127.0.0.1 login planted password planted\ndefault login x"),
                (".curlrc", "header = \"X-Planted: 1\"\nuser = planted:planted\n"),
            ] {
                let file = home.appending(path: name)
                try text.write(to: file, atomically: true, encoding: .utf8)
                unsafe chmod(file.path, 0o600)
            }
            for name in ["HOME", "CURL_HOME", "XDG_CONFIG_HOME"] {
                unsafe setenv(name, home.path, 1)
            }
            unsafe setenv("NETRC", home.appending(path: ".netrc").path, 1)
            let server = try ScriptedServer { _ in .answer(ok()) }
            defer { server.stop() }
            _ = try await CurlClient().perform(.local(server.url))
            let lines = try #require(server.requests.first).lines
            try #require(
                lines == ["GET / HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "Accept: */*"])
        }
    }
}

@Suite struct `The range of an address` {
    @Test(arguments: [
        ("8.8.8.8", AddressRange.global), ("1.1.1.1", .global), ("172.15.0.1", .global),
        ("172.32.0.1", .global), ("100.63.0.1", .global), ("100.128.0.1", .global),
        ("198.17.0.1", .global), ("198.20.0.1", .global), ("223.255.255.255", .global),
        ("11.0.0.1", .global), ("9.255.255.255", .global), ("192.0.1.1", .global),
        ("0.1.2.3", .unspecified), ("10.0.0.1", .private), ("192.168.0.1", .private),
        ("100.64.0.1", .shared), ("127.0.0.1", .loopback), ("169.254.1.1", .linkLocal),
        ("192.0.0.1", .reserved), ("203.0.113.9", .documentation), ("239.0.0.1", .multicast),
        ("240.0.0.1", .reserved), ("255.255.255.255", .reserved),
        ("2606:4700::1111", .global), ("2a00::1", .global), ("2001:4860:4860::8888", .global),
        ("::ffff:8.8.8.8", .global), ("64:ff9b::808:808", .global), ("::", .unspecified),
        ("::1", .loopback), ("::2", .reserved), ("::127.0.0.1", .reserved),
        ("::ffff:192.168.0.1", .private), ("64:ff9b::a00:1", .private),
        ("64:ff9b:1::1", .reserved), ("100::1", .reserved), ("2001::1", .reserved),
        ("2001:20::1", .reserved), ("2001:db8::1", .documentation), ("3fff:fff::1", .documentation),
        ("2002:a00:1::", .reserved), ("4000::1", .reserved), ("5f00::1", .reserved),
        ("fc00::1", .private), ("fdff::1", .private), ("fe80::1", .linkLocal),
        ("febf::1", .linkLocal), ("fec0::1", .private), ("ff02::1", .multicast),
    ])
    func `is what the registries of IANA say`(text: String, range: AddressRange) throws {
        var bytes = [UInt8](repeating: 0, count: 16)
        let isIPv6 = text.contains(":")
        try #require(unsafe inet_pton(isIPv6 ? AF_INET6 : AF_INET, text, &bytes) == 1)
        #expect(AddressRange(Array(bytes.prefix(isIPv6 ? 16 : 4))) == range)
    }

    @Test func `of anything else is reserved`() {
        #expect(AddressRange([]) == .reserved)
        #expect(AddressRange([8, 8, 8]) == .reserved)
    }
}

@Suite struct `An outbound URL` {
    @Test(arguments: [
        ("https://Example.COM/path?q", "https", "example.com", 443),
        ("HTTPS://a.example:8443", "https", "a.example", 8443),
        ("http://127.0.0.1/", "http", "127.0.0.1", 80), ("https://a.B.", "https", "a.b.", 443),
        ("https://[2001:DB8::1]:1/", "https", "2001:db8::1", 1),
        ("https://[::1]", "https", "::1", 443),
        ("https://a.example:443", "https", "a.example", 443),
        ("https://xn--exmple-cua.example/", "https", "xn--exmple-cua.example", 443),
        ("https://1.a_b-c.d/", "https", "1.a_b-c.d", 443),
        ("https://a.example/@b.example", "https", "a.example", 443),
        ("https://good.example#@evil.example/", "https", "good.example", 443),
        ("https://good.example?@evil.example/", "https", "good.example", 443),
    ])
    func `is read as libcurl reads it`(text: String, scheme: String, host: String, port: Int) throws
    {
        let url = try OutboundURL(text)
        #expect(url.scheme == scheme)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.origin == "\(scheme)://\(host):\(port)")
    }

    @Test(arguments: [
        "https://user@good.example/", "https://good.example\\@evil.example/", "https://", "x",
        "ftp://good.example/", "https://good.example:0x1/", "https://good.example/ x",
        "https://" + String(repeating: "a", count: 20_000), "", "a.example", "//a.example",
        "file:///etc/passwd", "https:/a", "https:///x", "https://?x", "https://:443", "https://a:",
        "https://a:0", "https://a:00443", "https://a:0443", "https://a:65536", "https://a:+1",
        "https://a:-1", "https://a:8a", "https://a:４４３", "https://a:443:443",
        "https://good.example:443@evil.example", "https://a\tb", "https://a\u{0}",
        "https://a/\u{0}", "https://%61.example", "https://ä.example", "https://a/ä",
        "https://a/\\b", "https://[::1]x", "https://[a.example]/", " https://a.example",
        "https://a.example\r\nX: y", "https://a.example/\r\nX: y", "javascript:alert(1)",
        "https:\\\\a.example", "https;//a.example", "HTTPS:a.example", "http+unix://a/",
        "gopher://a.example/", "dict://a.example/", "data:,x", "jar:https://a.example/",
    ])
    func `is refused when it is ambiguous or no web address`(text: String) {
        #expect(throws: TransferError.self) { try OutboundURL(text) }
    }

    /// libcurl is asked once for each origin: what it said of one holds for that one alone.
    @Test(arguments: [
        "https://user@good.example/", "https://good.example\\@evil.example/",
        "https://good.example:443@evil.example/", "https://good.example:0443/",
        "https://good.example%40evil.example/", "https://good.example /", "https:///good.example",
        "https://good.example:/", "https://good.example:443:1/", "https://good.example/ä",
    ])
    func `is refused as well when a good one of the same beginning was read`(text: String) throws {
        for good in ["https://good.example/", "https://good.example:443/a", "https://good.example"]
        {
            #expect(try OutboundURL(good).host == "good.example")
            #expect(throws: TransferError.self) { try OutboundURL(text) }
        }
    }

    @Test func `is told from each of many others, however often it is read`() throws {
        for _ in 0..<2 {
            for number in 1...100 {
                for path in ["/", "/a/../b?c=1&d=2", "?@evil.example", "#/@evil.example", "/%2F"] {
                    let url = try OutboundURL("https://h\(number).example:\(number)\(path)")
                    #expect(url.scheme == "https")
                    #expect(url.host == "h\(number).example")
                    #expect(url.port == number)
                    let plain = try OutboundURL("http://h\(number).example:\(number)\(path)")
                    #expect(plain.scheme == "http")
                }
            }
        }
    }
}
