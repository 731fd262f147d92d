import Curl
import Foundation
import Simulator
import Testing

@Suite struct `The simulated product` {
    /// What is changed about a right token, and a part of the ruling.
    static let wrongTokens: [(String, String)] = [
        ("iss", "iss"), ("sub", "sub"), ("aud", "aud"), ("o.a.p.ctenantId", "ctenantId"),
        ("long", "60 seconds"), ("short", "60 seconds"), ("old", "expired"),
        ("future", "future"), ("milliseconds", "60 seconds"), ("text", "whole number"),
        ("secret", "signature"), ("algorithm", "HS256"), ("scheme", "Bearer"),
        ("none", "no Authorization"),
    ]

    @Test(arguments: wrongTokens)
    func `refuses a wrong token`(what: String, ruling: String) async throws {
        try await withPair { pair in
            let invoke = try pair.invoke(2, .pull)
            var caller = pair.caller
            let now = Int(Date().timeIntervalSince1970)
            switch what {
            case "long": caller.claims["exp"] = now + 61
            case "short": caller.claims["exp"] = now + 30
            case "old":
                caller.claims["iat"] = now - 70
                caller.claims["exp"] = now - 10
            case "future":
                caller.claims["iat"] = now + 30
                caller.claims["exp"] = now + 90
            case "milliseconds":
                caller.claims["iat"] = now * 1000
                caller.claims["exp"] = (now + 60) * 1000
            case "text": caller.claims["exp"] = "\(now + 60)"
            case "secret": caller.secret += "x"
            case "algorithm": caller.header = #"{"alg":"none"}"#
            case "scheme": caller.scheme = "Basic "
            case "none": caller.scheme = ""
            default: caller.claims[what] = "00000000-0000-4000-8000-000000000000"
            }
            let refused = try await caller.page(0, 2, of: invoke)
            #expect(refused.status == 401)
            #expect(pair.product.ledger.tokenFailures == 1)
            #expect(pair.product.ledger.violations.first?.contains(ruling) == true)
            #expect(pair.product.ledger.totals.pages == 0)
            let taken = try await pair.caller.page(0, 2, of: invoke)
            #expect(taken.status == 200)
        }
    }

    @Test func `notes wrong headers`() async throws {
        try await withPair { pair in
            let invoke = try pair.invoke(2, .pull)
            var caller = pair.caller
            _ = try await caller.page(0, 1, of: invoke)
            #expect(pair.product.ledger.violations == [])
            caller.invocationID = nil
            _ = try await caller.page(0, 1, of: invoke)
            caller.invocationID = "64a9e8a1-e3cd-4bb4-a4b0-93d55832f90e"
            _ = try await caller.page(0, 1, of: invoke)
            caller.invocationID = pair.caller.invocationID
            caller.dataSetID = "another"
            _ = try await caller.page(0, 1, of: invoke)
            #expect(pair.product.ledger.violationCount == 3)
            pair.product.acknowledge(invoke.number, invocationID: caller.invocationID ?? "")
            #expect(pair.product.ledger.violationCount == 3)
            pair.product.acknowledge(
                invoke.number, invocationID: "64a9e8a1-e3cd-4bb4-a4b0-93d55832f90e")
            #expect(pair.product.ledger.violationCount == 4)
        }
    }

    @Test func `refuses calls about data sets that it does not have`() async throws {
        try await withPair { pair in
            let invoke = try pair.invoke(1, .pull)
            let url = try #require(invoke.endpoint("productExportEndpoint")).url
            let wrong = [
                url.replacingOccurrences(of: "-4300001", with: "-4300002"),
                url.replacingOccurrences(of: "-4300001", with: "-4300000"),
                url.replacingOccurrences(of: "/datasets/", with: "/datasets/0"),
                url.replacingOccurrences(of: "tenants/6607", with: "tenants/6608"),
                url.replacingOccurrences(of: "datasets", with: "data"),
            ]
            for url in wrong {
                let answer = try await pair.caller.send(.get, url, about: invoke)
                #expect(answer.status == 404, "\(url)")
            }
            #expect(pair.product.ledger.violationCount == 4)
        }
    }

    @Test func `notes a completion that comes too early, twice, or says something else`()
        async throws
    {
        try await withPair { pair in
            let invoke = try pair.invoke(2)
            let rows = try await pair.results(invoke.rows)
            _ = try await pair.caller.report([rows[0]], to: invoke)
            let url = try #require(invoke.endpoint("onCompletionCallbackEndpoint")).url
            let wrong = [
                (TransferRequest.Method.post, ReadInvoke.completed, 405), (.patch, "", 400),
                (.patch, #"{"status":"FAILED"}"#, 400),
                (.patch, #"{"status":"COMPLETED","x":1}"#, 400),
            ]
            for (method, body, status) in wrong {
                let answer = try await pair.caller.send(method, url, body, about: invoke)
                #expect(answer.status == status)
            }
            #expect(pair.product.ledger.violationCount == 4)
            #expect(pair.product.ledger.totals.completions == 0)
            _ = try await pair.caller.complete(invoke)
            #expect(pair.product.ledger.totals.completionsEarly == 1)
            #expect(
                pair.product.ledger.violations.last?.contains("1 rows without a result") == true)
            _ = try await pair.caller.complete(invoke)
            #expect(pair.product.ledger.totals.completionsAgain == 1)
            _ = try await pair.caller.report([rows[1]], to: invoke)
            #expect(pair.product.ledger.totals.rowsLate == 1)
            #expect(pair.product.ledger.violationCount == 6)
            #expect(pair.product.ledger.finished == 1)
            _ = try await pair.caller.complete(invoke)
            #expect(pair.product.ledger.totals.completionsAgain == 2)
            #expect(pair.product.ledger.violationCount == 7)
        }
    }

    @Test func `serves its ledger as JSON`() async throws {
        try await withPair("import-503=first:1") { pair in
            let invoke = try pair.invoke(2)
            _ = try pair.invoke(3)
            let rows = try await pair.results(invoke.rows)
            for _ in 0..<2 { _ = try await pair.caller.report(rows, to: invoke) }
            var caller = pair.mpoCaller
            caller = MPOCaller(url: pair.product.url)
            let served = try #require(try await caller.get("/ledger").object)
            #expect(served["invocations"] as? Int == 2)
            #expect(served["rows"] as? Int == 5)
            #expect(served["missing"] as? Int == 3)
            #expect(served["injected"] as? [String: Int] == ["import-503": 1])
            #expect(served["violations"] as? [String] == [])
            let lines = try #require(served["lines"] as? [[String: Any]])
            #expect(lines.map { $0["reported"] as? Int } == [2, 0])
            #expect(lines.map { $0["finished"] as? Bool } == [false, false])
            let reset = try await caller.post("/reset", "")
            #expect(reset.status == 200)
            #expect(pair.product.ledger == ProductLedger())
        }
    }

    @Test func `bounds the violations that it keeps`() async throws {
        try await withPair { pair in
            let invoke = try pair.invoke(500)
            let rows = invoke.rows.map { [$0[0], "nonsense", "", "", "", "", ""] as [String?] }
            _ = try await pair.caller.report(rows, to: invoke)
            #expect(pair.product.ledger.violationCount == 500)
            #expect(pair.product.ledger.violations.count == ProductLedger.violationsKeptMax)
        }
    }

    @Test func `tells who waits when invocations are finished`() async throws {
        try await withPair { pair in
            let invoke = try pair.invoke(1)
            let early = await pair.product.waitForFinished(1, within: .milliseconds(5))
            #expect(!early)
            let product = pair.product
            async let finished = product.waitForFinished(1, within: .seconds(30))
            let rows = try await pair.results(invoke.rows)
            _ = try await pair.caller.report(rows, to: invoke)
            _ = try await pair.caller.complete(invoke)
            #expect(await finished)
            #expect(await pair.product.waitForFinished(1, within: .zero))
        }
    }
}
