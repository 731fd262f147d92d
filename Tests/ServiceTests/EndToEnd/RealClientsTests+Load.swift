import Foundation
import Simulator
import TestSupport
import Testing

/// Libraries that everybody uses, and as many requests as there is time for.
extension `A client of the real world` {
    @Test(
        .enabled(if: Tool.pythonWithRequests != nil, Tool.isMissing("python3-requests")),
        arguments: [false, true])
    func `is Python's requests, with a session and without`(_ isSecure: Bool) throws {
        let world = try world(isSecure: isSecure)
        let invoke = world.product.invoke(rows: 3, flow: .data)
        try world.write(String(decoding: invoke.body, as: UTF8.self), to: "body.json")
        let script = """
            import json, requests, sys
            url, folder, token = sys.argv[1:]
            body = open(folder + "/body.json", "rb").read()
            headers = {"Authorization": token, "Content-Type": "application/json"}
            trust = folder + "/tls.crt" if url.startswith("https") else True
            session = requests.Session()
            session.verify = trust
            session.trust_env = False
            for data in (body, iter([body[:10], body[10:]])):
                answer = session.post(url, data=data, headers=headers, timeout=20)
                print(answer.status_code, answer.text)
            pools = session.get_adapter(url).poolmanager.pools
            print([pools[key].num_connections for key in pools.keys()])
            answer = requests.post(
                url, json=json.loads(body), headers=headers, verify=trust, timeout=20)
            print(answer.status_code, answer.json()["successful"])
            headers["Authorization"] = "Bearer x"
            refused = session.post(url, data=body, headers=headers, timeout=20)
            print(refused.status_code, refused.json()["successful"])
            print(session.options(url, timeout=20).headers["Allow"])
            """
        let result = try #require(
            try Tool.pythonWithRequests?.run([
                "-c", script, try world.invokeURL(), world.folder.path, invoke.authorization,
            ]))
        let lines = result.output.split(separator: "\n")
        try #require(lines.count == 6, "\(result.output)")
        #expect(lines[0].hasPrefix(#"200 {"successful":true,"#) && lines[1] == lines[0])
        // Both on one connection; the third one is another body, since it was written anew.
        #expect(lines[2...] == ["[1]", "200 True", "401 False", "OPTIONS, POST"])
    }

    /// Every request is the same invoke: after the first one, each gets the first one's answer.
    @Test(
        .enabled(if: Tool.wrk != nil, Tool.isMissing("wrk")),
        arguments: [(false, 1), (true, 1), (false, 8), (true, 8)])
    func `is wrk, which never rests`(_ isSecure: Bool, pipelined: Int) async throws {
        let world = try world(isSecure: isSecure)
        let invoke = world.product.invoke(rows: 3, flow: .data)
        try world.write(String(decoding: invoke.body, as: UTF8.self), to: "body.json")
        try world.write(
            """
            local file = io.open("\(file(world, "body.json"))", "rb")
            local body = file:read("*all")
            file:close()
            wrk.method = "POST"
            wrk.headers["Authorization"] = "\(invoke.authorization)"
            wrk.headers["Content-Type"] = "application/json"
            wrk.body = body
            local requests
            function init(arguments)
              local one = wrk.format()
              requests = string.rep(one, \(pipelined))
            end
            function request()
              return requests
            end
            function done(summary, latency, all)
              local errors = summary.errors
              print("requests=" .. summary.requests, "refused=" .. errors.status,
                "broken=" .. (errors.connect + errors.read + errors.write + errors.timeout))
            end
            """, to: "load.lua")
        let result = try #require(
            try Tool.wrk?.run([
                "--threads", "1", "--connections", "16", "--duration", "2s", "--timeout", "20s",
                "--script", file(world, "load.lua"), try world.invokeURL(),
            ]))
        let end = try #require(
            result.output.split(separator: "\n").last { $0.hasPrefix("requests=") },
            "\(result.output)")
        #expect(end.hasSuffix("\trefused=0\tbroken=0"), "\(end)")
        let count = try #require(
            Int(end.dropFirst("requests=".count).prefix { $0.isNumber }), "\(end)")
        #expect(count >= 16 * pipelined)
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        world.expectOrder(rows: 3)
        print("proof: wrk, \(isSecure ? "TLS" : "plain"), \(pipelined) in a row: \(end)")
    }
}
