import Bridge
import Curl
import Foundation
import JSON
import Simulator
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct `The admin interface` {
    private static let id = "00000000-0000-4000-8000-000000000000"

    struct Case: Sendable {
        let path: String
        let status: Int
        let message: String
    }

    static let mistakes = [
        Case(path: "/v1/nothing", status: 404, message: "no such path"),
        Case(path: "/v1/invocations/\(id)", status: 404, message: "no invocation"),
        Case(path: "/v1/invocations/xyz", status: 400, message: "no id"),
        Case(path: "/v1/invocations/ab", status: 400, message: "no id"),
        Case(path: "/v1/invocations/\(id)/rows/x", status: 404, message: "no such row"),
        Case(path: "/v1/invocations?state=haltd", status: 400, message: "did you mean 'halted'?"),
        Case(path: "/v1/invocations?stat=halted", status: 400, message: "did you mean 'state'?"),
        Case(path: "/v1/invocations?limit=0", status: 400, message: "from 1 to 200"),
        Case(path: "/v1/invocations?limit=201", status: 400, message: "from 1 to 200"),
        Case(path: "/v1/invocations?limit=2&limit=3", status: 400, message: "twice"),
        Case(path: "/v1/invocations?tenant=%zz", status: 400, message: "RFC 9112"),
        Case(path: "/v1/invocations?tenant", status: 400, message: "name=value"),
        Case(path: "/v1/acts?before=x", status: 400, message: "whole number"),
    ]

    @Test func `tells each mistake in one form`() async throws {
        let world = try BridgeWorld()
        try world.startForCommands()
        for mistake in Self.mistakes {
            let response = try await world.request(mistake.path)
            #expect(response.status == mistake.status, "\(mistake.path)")
            let error = try JSONText(response.body).root["error"]
            #expect(
                error?["message"]?.string?.contains(mistake.message) == true,
                "\(mistake.path): \(error?["message"]?.string ?? "")")
            #expect(error?["code"]?.string != nil && error?["mend"]?.string != nil)
        }
        let bodies = [
            ("", "not JSON"), ("[]", "no object"), ("{}", "'verb' is missing"),
            (#"{"verb":"delete"}"#, "retry, resolve, resume"),
            (#"{"verb":"retry","stat":"failed"}"#, "no member 'stat'"),
            (#"{"verb":"retry","row":"3"}"#, "wrong kind"),
            (#"{"verb":"retry","state":"held"}"#, "may have a task"),
            (#"{"verb":"resolve","invocation":"\#(Self.id)"}"#, "no invocation"),
        ]
        for (body, message) in bodies {
            let response = try await world.request("/v1/acts", method: .post, body: body)
            #expect([400, 404, 409].contains(response.status), "\(body)")
            let error = try JSONText(response.body).root["error"]
            #expect(error?["message"]?.string?.contains(message) == true, "\(body)")
        }
        let put = try await world.request("/v1/invocations", method: .put)
        #expect(put.status == 405)
    }

    @Test func `is on its socket alone, together with metrics and health`() async throws {
        let world = try BridgeWorld()
        try world.startForCommands()
        #expect(try await world.request("/healthz").status == 200)
        #expect(try await world.request("/readyz").status == 200)
        #expect(try await world.request("/metrics").status == 200)
        let line = try world.running().line("event=listening", "server=metrics", "127.0.0.2")
        let digits = line.reversed().drop { !$0.isNumber }.prefix { $0.isNumber }.reversed()
        func status(_ path: String) async throws -> Int {
            let client = CurlClient(inFlightMax: 1)
            return try await client.perform(
                TransferRequest(
                    method: .get, url: "http://127.0.0.2:\(String(digits))\(path)",
                    policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true))
            ).status
        }
        #expect(try await status("/healthz") == 200)
        #expect(try await status("/v1/invocations") == 404)
        #expect(try await status("/v1/acts") == 404)
    }

    @Test func `lets nobody in but the daemon's own user and root`() async throws {
        let world = try BridgeWorld()
        try world.startForCommands()
        let attributes = try FileManager.default.attributesOfItem(atPath: world.socket)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
}
