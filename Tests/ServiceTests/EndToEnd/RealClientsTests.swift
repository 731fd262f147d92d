import Foundation
import Simulator
import TestSupport
import Testing

/// Clients that nobody here has written. Where one is not installed, its tests are skipped.
@Suite(.serialized) struct `A client of the real world` {
    private static let identity = TestCertificate()

    func world(isSecure: Bool, receiverKeys: String = "") throws -> BridgeWorld {
        let world = try BridgeWorld(
            receiverKeys: receiverKeys,
            certificate: isSecure ? Self.identity.certificate : nil,
            privateKey: Self.identity.privateKey)
        try world.start()
        return world
    }

    func file(_ world: BridgeWorld, _ name: String) -> String {
        world.folder.appending(path: name).path
    }

    /// What curl is told in any case: whom to trust, who is who, and what to send.
    private func options(_ world: BridgeWorld, _ invoke: SimulatedInvoke) throws -> [String] {
        try world.write(String(decoding: invoke.body, as: UTF8.self), to: "body.json")
        return [
            "--silent", "--show-error", "--max-time", "20", "--cacert", file(world, "tls.crt"),
            "--header", "Authorization: \(invoke.authorization)",
            "--header", "Content-Type: application/json",
            "--write-out", "\n%{http_code} %{http_version} %{num_connects}\n",
            "--data-binary", "@\(file(world, "body.json"))",
        ]
    }

    @Test(.enabled(if: Tool.curl != nil, Tool.isMissing("curl")), arguments: [false, true])
    func `is curl, which keeps its connection`(_ isSecure: Bool) throws {
        let world = try world(isSecure: isSecure)
        let options = try options(world, world.product.invoke(rows: 3, flow: .data))
        let url = try world.invokeURL()
        let result = try #require(try Tool.curl?.run(options + [url, url, url]))
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 6, "\(result.output)")
        #expect(lines[0].hasPrefix(#"{"successful":true,"#))
        #expect(lines[2] == lines[0] && lines[4] == lines[0])
        #expect([lines[1], lines[3], lines[5]] == ["200 1.1 1", "200 1.1 0", "200 1.1 0"])
    }

    @Test(
        .enabled(if: Tool.curl != nil, Tool.isMissing("curl")),
        arguments: [
            (["--header", "Expect: 100-continue"], "200 1.1 1"),
            (["--header", "Transfer-Encoding: chunked"], "200 1.1 1"),
            (
                ["--header", "Transfer-Encoding: chunked", "--header", "Expect: 100-continue"],
                "200 1.1 1"
            ),
            (["--header", "Expect: wonders"], "417 1.1 1"),
            (["--header", "Content-Encoding: gzip"], "415 1.1 1"),
            (
                ["--header", "Content-Length: 3", "--header", "Transfer-Encoding: chunked"],
                "400 1.1 1"
            ),
            (["--header", "Host;"], "400 1.1 1"),
            (["--http1.0", "--no-alpn"], "505 1.1 1"), (["--http1.0"], "000 0 1"),
            (["--http2"], "200 1.1 1"),
            (["--request", "OPTIONS"], "204 1.1 1"), (["--request", "BREW"], "501 1.1 1"),
        ])
    func `is curl, told to be odd`(_ extra: [String], _ expected: String) throws {
        let world = try world(isSecure: true)
        let options = try options(world, world.product.invoke(rows: 3, flow: .data))
        let result = try #require(try Tool.curl?.run(options + extra + [try world.invokeURL()]))
        let last = result.output.split(separator: "\n").last
        // Refused before its body was read, curl may see the end of the connection while it sends.
        #expect(last == Substring(expected), "\(result.output)")
    }

    @Test(.enabled(if: Tool.curl != nil, Tool.isMissing("curl")))
    func `is curl with a certificate of its own`() throws {
        let friend = TestCertificate()
        let world = try BridgeWorld(
            certificate: Self.identity.certificate, privateKey: Self.identity.privateKey,
            clientCA: friend.certificate)
        try world.write(friend.certificate, to: "friend.crt")
        try world.write(friend.privateKey, to: "friend.key")
        try world.start()
        let options = try options(world, world.product.invoke(rows: 3, flow: .data))
        let url = try world.invokeURL()
        let shown = ["--cert", file(world, "friend.crt"), "--key", file(world, "friend.key")]
        let served = try #require(try Tool.curl?.run(options + shown + [url]))
        #expect(served.output.hasSuffix("\n200 1.1 1\n"), "\(served.output)")
        let refused = try #require(try Tool.curl?.run(options + [url]))
        #expect(refused.status != 0, "\(refused.output)")
        _ = try world.running().line(
            "event=tls-failed", "reason=\"peer did not return a certificate\"")
    }

    @Test(
        .enabled(if: Tool.openssl != nil, Tool.isMissing("openssl")),
        arguments: ["-tls1_2", "-tls1_3"])
    func `is openssl, which says everything at once`(_ version: String) throws {
        let world = try world(isSecure: true)
        let invoke = world.product.invoke(rows: 3, flow: .data)
        let head =
            "POST /invoke HTTP/1.1\r\nHost: localhost\r\nAuthorization: \(invoke.authorization)\r\n"
            + "Content-Length: \(invoke.body.count)\r\n"
        let body = String(decoding: invoke.body, as: UTF8.self)
        let result = try #require(
            try Tool.openssl?.run(
                try client(world) + [version, "-quiet"],
                input: "OPTIONS /invoke HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    + "\(head)\r\n\(body)" + "\(head)Connection: close\r\n\r\n\(body)"))
        let answers = result.output.components(separatedBy: "HTTP/1.1 ").dropFirst()
        #expect(answers.map { $0.prefix(3) } == ["204", "200", "200"], "\(result.output)")
    }

    @Test(
        .enabled(if: Tool.openssl != nil, Tool.isMissing("openssl")),
        arguments: ["-tls1_2", "-tls1_3"])
    func `is openssl, which comes back`(_ version: String) throws {
        let world = try world(isSecure: true)
        let session = file(world, "session")
        let request = "OPTIONS /invoke HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let arguments = try client(world) + [version, "-ign_eof"]
        let first = try #require(
            try Tool.openssl?.run(arguments + ["-sess_out", session], input: request))
        #expect(first.output.contains("New, TLSv1") && first.output.contains("HTTP/1.1 204"))
        let again = try #require(
            try Tool.openssl?.run(arguments + ["-sess_in", session], input: request))
        #expect(again.output.contains("Reused, TLSv1") && again.output.contains("HTTP/1.1 204"))
    }

    @Test(
        .enabled(if: Tool.openssl != nil, Tool.isMissing("openssl")),
        arguments: [
            ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], ["-tls1_2", "-cipher", "AES128-GCM-SHA256"],
            ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"], ["-alpn", "h2"],
        ])
    func `is openssl, with which no agreement is possible`(_ extra: [String]) throws {
        let world = try world(isSecure: true)
        let result = try #require(try Tool.openssl?.run(try client(world) + extra))
        #expect(result.status != 0, "\(result.output)")
        _ = try world.running().line("event=tls-failed", "peer=127.0.0.1")
    }

    private func client(_ world: BridgeWorld) throws -> [String] {
        [
            "s_client", "-connect", "127.0.0.1:\(try world.running().receiverPort())",
            "-servername", "localhost", "-CAfile", file(world, "tls.crt"), "-verify_return_error",
        ]
    }

    @Test(.enabled(if: Tool.python != nil, Tool.isMissing("python3")), arguments: [false, true])
    func `is Python's http.client`(_ isSecure: Bool) throws {
        let world = try world(isSecure: isSecure)
        let invoke = world.product.invoke(rows: 3, flow: .data)
        try world.write(String(decoding: invoke.body, as: UTF8.self), to: "body.json")
        let script = """
            import http.client, ssl, sys
            port, folder, token, secure = sys.argv[1:]
            body = open(folder + "/body.json", "rb").read()
            headers = {"Authorization": token, "Content-Type": "application/json"}
            if secure == "true":
                context = ssl.create_default_context(cafile=folder + "/tls.crt")
                client = http.client.HTTPSConnection("127.0.0.1", port, context=context)
            else:
                client = http.client.HTTPConnection("127.0.0.1", port)
            for chunks in (body, iter([body[:10], body[10:]])):
                client.request("POST", "/invoke", chunks, headers)
                answer = client.getresponse()
                print(answer.status, answer.read().decode(), client.sock.fileno())
            """
        let result = try #require(
            try Tool.python?.run([
                "-c", script, "\(try world.running().receiverPort())", world.folder.path,
                invoke.authorization, "\(isSecure)",
            ]))
        let lines = result.output.split(separator: "\n")
        // The same id, on the same socket: with a length, and in chunks.
        #expect(lines.count == 2 && lines.first == lines.last, "\(result.output)")
        #expect(lines.first?.hasPrefix(#"200 {"successful":true,"#) == true, "\(result.output)")
    }
}
