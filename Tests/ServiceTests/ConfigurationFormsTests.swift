import Bridge
import Service
import Testing

/// The forms of values are tried through a whole text, as they are used.
@Suite struct `A form of the configuration` {
    private func configuration(_ old: String, _ new: String) throws -> Configuration {
        try ConfigurationSample.load(ConfigurationSample.text(replacing: old, with: new)).get()
    }

    @Test(arguments: [
        ("250ms", Duration.milliseconds(250)), ("1000ms", .seconds(1)), ("30s", .seconds(30)),
        ("5m", .seconds(300)), ("0300s", .seconds(300)),
    ])
    func `is a duration`(text: String, expected: Duration) throws {
        let configuration = try configuration(#""250ms""#, "\"\(text)\"")
        #expect(configuration.mpo.connectTimeout == expected)
    }

    @Test(arguments: [("24h", Duration.seconds(86_400)), ("365d", .seconds(365 * 86_400))])
    func `is a long duration`(text: String, expected: Duration) throws {
        #expect(try configuration(#""30d""#, "\"\(text)\"").store.retention == expected)
    }

    @Test(arguments: [
        "", "s", "30", "30S", "30 s", "3.5s", "30sec", "٣s", "99999999999999999d", " 30s",
    ])
    func `is no duration`(text: String) {
        let found = ConfigurationSample.mistakes(
            ConfigurationSample.text(replacing: #""250ms""#, with: "\"\(text)\""))
        #expect(found.mistakes.map(\.path) == ["mpo.connectTimeout"])
    }

    @Test(arguments: [
        ("2048B", 2048), ("64KiB", 65_536), ("32MiB", 33_554_432), ("1GiB", 1_073_741_824),
    ])
    func `is a size`(text: String, expected: Int) throws {
        #expect(try configuration(#""32MiB""#, "\"\(text)\"").receiver.bodyMax == expected)
    }

    @Test(arguments: [
        "", "MiB", "2048", "32MB", "32mib", "32 MiB", "1.5MiB", "-1MiB", "9999999999999GiB",
    ])
    func `is no size`(text: String) {
        let found = ConfigurationSample.mistakes(
            ConfigurationSample.text(replacing: #""32MiB""#, with: "\"\(text)\""))
        #expect(found.mistakes.map(\.path) == ["receiver.bodyMax"])
    }

    @Test(arguments: [
        ("127.0.0.1:80", ListenAddress.tcp(host: "127.0.0.1", port: 80), true),
        ("127.8.9.1:0", .tcp(host: "127.8.9.1", port: 0), true),
        ("Localhost:80", .tcp(host: "localhost", port: 80), true),
        ("[::1]:80", .tcp(host: "::1", port: 80), true),
        ("[::]:65535", .tcp(host: "::", port: 65535), false),
        ("[fe80::1:2]:80", .tcp(host: "fe80::1:2", port: 80), false),
        ("[::ffff:10.0.0.1]:80", .tcp(host: "::ffff:10.0.0.1", port: 80), false),
        ("[1:2:3:4:5:6:7:8]:80", .tcp(host: "1:2:3:4:5:6:7:8", port: 80), false),
        ("bridge.example.com:80", .tcp(host: "bridge.example.com", port: 80), false),
        ("unix:/run/x.sock", .unix(path: "/run/x.sock"), true),
        ("systemd", .systemd(name: nil), false),
        ("systemd:receiver", .systemd(name: "receiver"), false),
    ])
    func `is an address to listen on`(text: String, expected: ListenAddress, isLocal: Bool) throws {
        let listen = try configuration(#""0.0.0.0:8443""#, "\"\(text)\"").receiver.listen
        #expect(listen == expected)
        #expect(listen.isLocal == isLocal)
        #expect(listen.description == text.lowercased())
    }

    @Test(arguments: [
        "a", "1.2.3:80", "1.2.3.04:80", "1.2.3.4.5:80", "a b:80", "-a:80", "a:", "a:x", "a:-1",
        "a:65536",
        "[1:2:3]:80", "[1::2::3]:80", "[1:2:3:4:5:6:7:8:9]:80", "[1:2:3:4:5:6:7::8]:80",
        "[12345::]:80",
        "[127.0.0.1]:80", "[::1]", "[fe80::1%eth0]:80", "unix:", "unix:/a b",
        "systemd:", "systemd:a b", "systemd:a:b",
    ])
    func `is no address to listen on`(text: String) {
        let found = ConfigurationSample.mistakes(
            ConfigurationSample.text(replacing: #""0.0.0.0:8443""#, with: "\"\(text)\""))
        #expect(found.mistakes.map(\.path) == ["receiver.listen"])
    }

    @Test func `lets plain HTTP pass where it is asked for or harmless`() throws {
        let withTLS = #""tls": { "certificate": "/tls.crt", "privateKey": "/tls.key" },"#
        let plain = ConfigurationSample.text(replacing: withTLS, with: "")
        #expect(ConfigurationSample.mistakes(plain).mistakes.map(\.path) == ["receiver.listen"])
        for (old, new) in [
            ("0.0.0.0:8443", "127.0.0.1:8443"), ("0.0.0.0:8443", "unix:/run/x.sock"),
            (#""allowPlainHTTP": false"#, #""allowPlainHTTP": true"#),
        ] {
            let text = plain.split(separator: old, maxSplits: 1).joined(separator: new)
            #expect(ConfigurationSample.mistakes(text).mistakes.isEmpty)
        }
    }

    @Test(arguments: [
        ("https://A.Example.com", "https://a.example.com"),
        ("HTTPS://a.example/", "https://a.example"),
        ("https://a.example:8443/mpo/x/", "https://a.example:8443/mpo/x"),
        ("https://[::1]:8443", "https://[::1]:8443"), ("https://10.0.0.1", "https://10.0.0.1"),
        ("https://tenant.example.com", "https://tenant.example.com"),
    ])
    func `is a base URL`(text: String, expected: String) throws {
        let configuration = try configuration("https://acme-syncapi.mpo.mambu.com/", text)
        #expect(configuration.mpo.syncURL == expected)
    }

    @Test(arguments: [
        "", "https://", "https:///x", "https:a.example", "//a.example", "a.example", "https://a..b",
        "https://[::1", "https://[::1]x", "https://a.example:", "https://a.example:x",
        "https://a b",
        "https://a.example/ü", "https://a.example/a b", "https://a.example/%2e", "https://TENANT.x",
        "https://{tenant}.x", "javascript://a", "http://a.example",
    ])
    func `is no base URL`(text: String) {
        let found = ConfigurationSample.mistakes(
            ConfigurationSample.text(replacing: "https://acme-syncapi.mpo.mambu.com/", with: text))
        #expect(found.mistakes.map(\.path) == ["mpo.syncURL"])
    }

    @Test func `lets http pass where it is allowed, with a warning beyond this machine`() throws {
        let text = ConfigurationSample.text(
            replacing: #""allowHTTP": false, "allowPrivateAddresses": false, "timeout""#,
            with: #""allowHTTP": true, "timeout""#
        )
        // A key is pinned where there is one.
        .replacing(/"pins": \["sha256[^\]]*\],/, with: "")
        for (url, warnings) in [("http://127.0.0.1:9000", 0), ("http://a.example", 1)] {
            let pieces = text.split(separator: "https://acme-syncapi.mpo.mambu.com/", maxSplits: 1)
            let configuration = try ConfigurationSample.load(pieces.joined(separator: url)).get()
            #expect(configuration.mpo.syncURL == url)
            #expect(configuration.warnings.count == warnings)
        }
    }

    @Test(arguments: [
        ("*.rsys8.net", "api.rsys8.net", true), ("*.rsys8.net", "a.b.RSYS8.net.", true),
        ("*.rsys8.net", "rsys8.net", false), ("*.rsys8.net", "evilrsys8.net", false),
        ("*.rsys8.net", ".rsys8.net", false), ("*.rsys8.net", "rsys8.net.evil.org", false),
        ("Api.Example.com", "api.example.com", true),
        ("api.example.com", "x.api.example.com", false),
        ("10.0.0.1", "10.0.0.1", true), ("10.0.0.1", "10.0.0.10", false), ("::1", "::1", true),
    ])
    func `allows hosts on whole labels`(pattern: String, host: String, allowed: Bool) throws {
        let configuration = try configuration(
            #"["*.rsys8.net", "api.example.com"]"#, "[\"\(pattern)\"]")
        #expect(configuration.ams.endpoints.allows(host: host) == allowed)
    }

    @Test(arguments: [
        ("{{A}}", [Parameter.TemplatePart.column("A")]),
        ("{{ A B }}", [.column("A B")]),
        ("{{A}}{{B}}", [.column("A"), .column("B")]),
        ("a{{B}}c{{D}}e", [.text("a"), .column("B"), .text("c"), .column("D"), .text("e")]),
        ("{a} }} {{B}}", [.text("{a} }} "), .column("B")]),
        (#"\\{{A}} {{B}}"#, [.text("{{A}} "), .column("B")]),
        (#"\\\\{{A}}"#, [.text("\\"), .column("A")]),
        (#"\\\\\\{{ {{A}}"#, [.text("\\{{ "), .column("A")]),
        (#"a\\b {{A}}"#, [.text("a\\b "), .column("A")]),
    ])
    func `is a template`(template: String, expected: [Parameter.TemplatePart]) throws {
        let mapping = try configuration("Hello {{FIRST_NAME}}", template).mappings.first
        #expect(mapping?.parameters?.last?.source == .template(expected))
    }

    @Test(arguments: [
        (#"{"constant": "x"}"#, Parameter.ValueType.string), (#"{"constant": 1.0}"#, .number),
        (#"{"constant": true}"#, .boolean), (#"{"constant": null}"#, .json),
        (#"{"constant": {"a": [1]}}"#, .json), (#"{"constant": 1, "type": "json"}"#, .json),
        (#"{"column": "A"}"#, .string), (#"{"column": "A", "type": "json", "default": []}"#, .json),
        (#"{"column": "A", "type": "number", "default": null}"#, .number),
        (#"{"context": "appId"}"#, .string),
    ])
    func `is a parameter of a type`(text: String, expected: Parameter.ValueType) throws {
        let mapping = try configuration(#"{ "column": "CITY" }"#, text).mappings.first
        #expect(mapping?.parameters?.first?.type == expected)
    }
}
