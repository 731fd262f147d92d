import Curl
import Foundation
import Simulator
import Testing

@Suite struct `The simulated MPO's tasks` {
    private static let invocation = "64a9e8a1-e3cd-4bb4-a4b0-93d55832f90d"

    @Test func `are counted by reference, and a second one is a duplicate`() async throws {
        try await withMPO { mpo, caller in
            let references = [
                "\(Self.invocation)-0", "\(Self.invocation)-63", "\(Self.invocation)-64",
                "\(Self.invocation)-1000000", "some other", "\(Self.invocation.uppercased())-0",
            ]
            for reference in references {
                _ = try await caller.call(MPOCaller.body(MPOCaller.operation(reference)))
                #expect(mpo.creations(of: reference) == 1)
            }
            #expect(mpo.ledger.references == references.count)
            #expect(mpo.ledger.duplicates == 0)
            #expect(mpo.creations(of: "\(Self.invocation)-1") == 0)
            #expect(mpo.creations(of: "\(Self.invocation)-00") == 0)
            for (index, reference) in references.enumerated() {
                let body = MPOCaller.body(MPOCaller.operation(reference))
                // Their tasks have ended, so the references are free again.
                let created = try await caller.call(body)
                #expect(created.info != nil)
                #expect(mpo.creations(of: reference) == 2)
                #expect(mpo.ledger.duplicates == index + 1)
            }
            #expect(mpo.ledger.references == references.count)
        }
    }

    @Test(arguments: [
        ("duplicate-wording=tag", "not_unical_ref"), ("duplicate-wording=description", "error"),
    ])
    func `keep their reference to themselves while they live`(word: String, proc: String)
        async throws
    {
        try await withMPO("504=first:1", "late-end=1m", word) { mpo, caller in
            let body = MPOCaller.body(MPOCaller.operation("a"))
            let answered = try await caller.call(body)
            #expect(answered.status == 504)
            #expect(mpo.ledger.live == 1)
            let second = try await caller.call(body)
            #expect(second.operations.first?["proc"] as? String == proc)
            #expect(second.operations.first?["description"] as? String == "not unical reference")
            #expect(mpo.ledger.refusedDuplicates == 1)
            #expect(mpo.ledger.created == 1)
            // Another process is another name space.
            let other = MPOCaller.body(MPOCaller.operation("a", process: "66306"))
            let created = try await caller.call(other)
            #expect(created.info != nil)
        }
    }

    @Test func `keep their reference for good when told to`() async throws {
        try await withMPO("keep-refs") { mpo, caller in
            let body = MPOCaller.body(MPOCaller.operation("a"))
            #expect(try await caller.call(body).info != nil)
            let second = try await caller.call(body)
            #expect(second.operations.first?["description"] as? String == "not unical reference")
            #expect(mpo.ledger.live == 0)
            #expect(mpo.ledger.created == 1)
        }
    }

    @Test func `are created again for a live reference when told to`() async throws {
        try await withMPO("504=first:1", "late-end=1m", "ignore-refs") { mpo, caller in
            let body = MPOCaller.body(MPOCaller.operation("a"))
            _ = try await caller.call(body)
            let created = try await caller.call(body)
            #expect(created.info != nil)
            #expect(mpo.ledger.duplicates == 1)
            #expect(mpo.creations(of: "a") == 2)
        }
    }

    @Test func `are shown while they live, with the data they were given`() async throws {
        try await withMPO("timeout=first:1", "late-end=1m") { mpo, caller in
            let answer = try await caller.call(MPOCaller.body(MPOCaller.operation("a")))
            #expect(
                answer.operations.first?["description"] as? String == "Timeout for create task")
            let show = MPOCaller.body(MPOCaller.operation("a", type: "show", data: nil))
            let shown = try #require(try await caller.call(show, version: 2).operations.first)
            #expect(shown["proc"] as? String == "ok")
            #expect(shown["ref"] as? String == "a")
            #expect(shown["status"] as? String == "processing")
            let data = try #require(shown["data"] as? [String: Any])
            #expect(data["city"] as? String == "Oslo")
            #expect(data["info"] == nil)
            #expect(mpo.ledger.shows == 1)
        }
    }

    @Test func `are shown after their end only if they are saved, with their result`() async throws
    {
        let create = MPOCaller.body(MPOCaller.operation("a"))
        let show = MPOCaller.body(MPOCaller.operation("a", type: "show", data: nil))
        try await withMPO { _, caller in
            _ = try await caller.call(create)
            let answer = try await caller.call(show, version: 2)
            #expect(answer.operations.first?["description"] as? String == "Object not found")
        }
        try await withMPO("save-tasks") { _, caller in
            let created = try await caller.call(create).info
            let shown = try #require(try await caller.call(show, version: 2).operations.first)
            #expect(shown["status"] as? String == "processed")
            let info = (shown["data"] as? [String: Any])?["info"] as? [String: Any]
            #expect(info?["OFFER_ID"] as? String == created?["OFFER_ID"] as? String)
            #expect(info?["OFFER_ID"] != nil)
        }
    }

    @Test func `make the ledger that is served`() async throws {
        try await withMPO("502-after=only:2") { mpo, caller in
            for reference in ["a", "b", "b"] {
                _ = try await caller.call(MPOCaller.body(MPOCaller.operation(reference)))
            }
            let served = try #require(try await caller.get("/ledger").object)
            #expect(served["created"] as? Int == 3)
            #expect(served["duplicates"] as? Int == 1)
            #expect(served["references"] as? Int == 2)
            #expect(served["calls"] as? Int == 3)
            #expect((served["injected"] as? [String: Int]) == ["502-after": 1])
            #expect(served.count == 17)
            let answered = try await caller.post("/reset", "")
            #expect(answered.status == 200)
            #expect(mpo.ledger == MPOLedger())
            // The dice begin again as well.
            for (index, reference) in ["c", "d"].enumerated() {
                let answer = try await caller.call(
                    MPOCaller.body(MPOCaller.operation(reference)))
                #expect(answer.status == (index == 1 ? 502 : 200))
            }
        }
    }

    @Test func `follow new switches from the next call on`() async throws {
        try await withMPO("paused") { mpo, caller in
            let body = MPOCaller.body(MPOCaller.operation("a"))
            let created = try await caller.call(body)
            #expect(created.info == nil)
            let answered = try await caller.post("/behaviour", #"{"latency":"1ms"}"#)
            #expect(answered.status == 200)
            let createdAgain = try await caller.call(body)
            #expect(createdAgain.info != nil)
            let wrong = try await caller.post("/behaviour", #"{"paused":"sometimes"}"#)
            #expect(wrong.status == 400)
            #expect(wrong.text.contains("paused=sometimes"))
        }
    }
}
