import Curl
import Foundation
import JSON
import Service
import Simulator
import Testing

/// Endpoints of an invoke that lead where nobody wants them to.
@Suite(.serialized) struct `An endpoint of an invoke` {
    static let refused: [(url: String, reason: String)] = [
        ("https://127.0.0.1/x", "the host 127.0.0.1 is not allowed"),
        ("https://localhost/x", "the host localhost is not allowed"),
        ("https://localhost./x", "the host localhost. is not allowed"),
        ("https://169.254.169.254/x", "the host 169.254.169.254 is not allowed"),
        ("https://[::1]/x", "the host ::1 is not allowed"),
        ("https://evil.example/x", "the host evil.example is not allowed"),
        // Names that contain the allowed one are not below it.
        ("https://notgood.example/x", "is not allowed"),
        ("https://good.example.evil.example/x", "is not allowed"),
        ("https://good.examples/x", "is not allowed"),
        ("https://evil.example/good.example", "the host evil.example is"),
        ("https://evil.example?a.good.example", "the host evil.example is"),
        ("https://evil.example#a.good.example", "the host evil.example is"),
        ("https://a.good.example:22/x", "the port 22 is not allowed"),
        ("https://a.good.example:8444/x", "the port 8444 is not allowed"),
        ("http://a.good.example/x", "plain http is not allowed"),
        ("ftp://a.good.example/x", "neither https:// nor http://"),
        ("file:///etc/passwd", "neither https:// nor http://"),
        ("//a.good.example/x", "neither https:// nor http://"),
        ("https://planted@a.good.example/x", "is no http(s) URL"),
        ("https://a.good.example@127.0.0.1/x", "is no http(s) URL"),
        ("https://a.good.example:443@127.0.0.1/x", "is no http(s) URL"),
        ("https://a.good.example%40127.0.0.1/x", "is no http(s) URL"),
        ("https://a.good.example\\@127.0.0.1/x", "is no http(s) URL"),
        ("https://127.0.0.1\\.good.example/x", "is no http(s) URL"),
        ("https://2130706433/x", "is no http(s) URL"), ("https://127.1/x", "is no http(s) URL"),
        ("https://0x7f000001/x", "is no http(s) URL"), ("https://0/x", "is no http(s) URL"),
        ("https://017700000001/x", "is no http(s) URL"),
        ("https://%31%32%37.0.0.1/x", "is no http(s) URL"),
        ("https://127.0.0.1./x", "is no http(s) URL"),
        ("https://[::ffff:7f00:1]/x", "the host ::ffff:7f00:1 is not allowed"),
        ("https://[fe80::1%25lo]/x", "is no http(s) URL"),
        ("https://１２７.0.0.1/x", "visible ASCII"), ("https://127。0。0。1/x", "visible ASCII"),
        ("https://a.good.example/\r\nX: planted", "visible ASCII"),
        ("https://a.good.example/\u{0}", "visible ASCII"),
        (" https://a.good.example/", "visible ASCII"), ("https://a.good\t.example/", "visible"),
        ("https:///x", "is no http(s) URL"), ("https://a.good.example:/x", "is no http(s) URL"),
        ("https://a.good.example:0443/x", "is no http(s) URL"),
    ]

    private func service() throws -> LocalService {
        try LocalService(syncURL: "http://127.0.0.1:1") { configuration in
            configuration.ams.endpoints.allowedHosts = [
                .exact("good.example"), .below("good.example"),
            ]
            configuration.ams.endpoints.allowHTTP = false
            configuration.ams.endpoints.allowedPorts = [443, 8443]
        }
    }

    /// As the content of a JSON string.
    private func escaped(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes.dropFirst().dropLast(), as: UTF8.self)
    }

    private func invoke(
        _ call: OutboundCall, _ url: String
    ) -> (body: [UInt8], authorization: String) {
        let invoke = MatrixPeers.invoke(
            rows: 1,
            { $0 == call ? escaped(url) : "https://\($0.rawValue).good.example:8443/x" },
            pulls: call == .export)
        return (invoke.body, invoke.authorization)
    }

    @Test func `is refused with the invoke when it leads elsewhere`() async throws {
        let service = try service()
        let names: [(OutboundCall, String)] = [
            (.export, "productExportEndpoint"), (.import, "productImportEndpoint"),
            (.completion, "onCompletionCallbackEndpoint"),
        ]
        for (index, (url, reason)) in Self.refused.enumerated() {
            let (call, name) = names[index % names.count]
            let (body, authorization) = invoke(call, url)
            let answer = try await service.answer(to: body, authorization: authorization)
            #expect(answer.status == 400, "\(url)")
            let text = try JSONText(answer.body).root["errorMessage"]?.string ?? ""
            #expect(text.hasPrefix("$.\(name).url: "), "\(url): \(text)")
            #expect(text.contains(reason), "\(url): \(text)")
            #expect(!text.contains("planted"))
        }
        let log = service.log.all
        #expect(!log.contains { $0.contains("planted") || $0.contains("invoke-accepted") })
        await service.stop()
        service.remove()
    }

    /// What an invoke may say, an operator may not want any more when it is to be called.
    @Test func `is not called when the rules have become narrower meanwhile`() async throws {
        let mpo = MPOSimulator(MPOOptions())
        _ = try mpo.start()
        defer { mpo.stop() }
        let peer = try FaultServer(.refused) { _ in [] }
        let invoke = MatrixPeers.invoke(
            rows: 1, { "http://127.0.0.1:\(peer.port)\($0.path)" }, pulls: false)
        let first = try LocalService(syncURL: mpo.url)
        let status = try await first.invoke(invoke.body, authorization: invoke.authorization)
        #expect(status == 200)
        #expect(await first.log.wait(for: "push-failed"))
        await first.stop()
        peer.mend()
        let second = try LocalService(syncURL: mpo.url, folder: first.folder) { configuration in
            configuration.ams.endpoints.allowedHosts = [.exact("elsewhere.example")]
        }
        #expect(await second.log.wait(for: "invocation-halted", "may not be called"))
        await second.stop()
        #expect(peer.begunCount == 0)
        peer.stop()
        second.remove()
    }
}
