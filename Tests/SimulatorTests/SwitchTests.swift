import Simulator
import Testing

@Suite struct `The switches` {
    @Test(
        arguments: [
            ("0.05", Chance.probability(0.05)), ("5%", .probability(0.05)),
            ("every:20", .every(20)),
            ("first:3", .first(3)), ("only:7", .only(7)), ("always", .always), ("never", .never),
            ("1", .always), ("0", .never),
        ])
    func `read chances`(text: String, chance: Chance) { #expect(Chance(text) == chance) }

    @Test(arguments: ["", "2", "-1", "101%", "every:0", "every:x", "often", "nan"])
    func `refuse what is no chance`(text: String) { #expect(Chance(text) == nil) }

    @Test func `read latencies and settings of MPO`() throws {
        let words = ["latency=20ms..2s", "retry-after=7", "late-end=1m", "504=1%", "save-tasks"]
        let behaviour = try MPOBehaviour(SwitchList(words: words))
        #expect(behaviour.latency == .milliseconds(20) ... .seconds(2))
        #expect(behaviour.retryAfter == 7)
        #expect(behaviour.lateEnd == .seconds(60))
        #expect(behaviour.faults == [FaultRule(.gatewayTimeout, .probability(0.01))])
        #expect(behaviour.savesTasks)
    }

    @Test func `read the same from JSON`() throws {
        let json = #"{"latency":"20ms..2s","retry-after":7,"504":0.01,"save-tasks":true}"#
        let words = ["latency=20ms..2s", "retry-after=7", "504=0.01", "save-tasks=true"]
        #expect(
            try MPOBehaviour(SwitchList(json: Array(json.utf8)))
                == MPOBehaviour(SwitchList(words: words)))
    }

    @Test(arguments: ["latency=5", "latency=2s..1s", "504=maybe", "rate=0", "no-such-switch=1"])
    func `refuse a value that does not fit, by name`(word: String) throws {
        let error = try #require(throws: SwitchError.self) {
            try MPOBehaviour(SwitchList(words: [word]))
        }
        #expect(word.hasPrefix(error.key))
        #expect(!error.mend.isEmpty)
    }

    @Test func `refuse what is no JSON object`() {
        for text in ["", "[]", "{"] {
            #expect(throws: SwitchError.self) { try SwitchList(json: Array(text.utf8)) }
        }
    }

    @Test func `know every one that help lists`() throws {
        for (name, explanation) in MPOBehaviour.help {
            #expect(!explanation.isEmpty)
            guard MPOFault(rawValue: name) != nil else { continue }
            #expect(try MPOBehaviour(SwitchList(words: [name])).faults.count == 1)
        }
        for (name, explanation) in ProductBehaviour.help {
            #expect(!explanation.isEmpty)
            guard let fault = ProductFault(name: name) else { continue }
            #expect(fault.name == name)
            #expect(try ProductBehaviour(SwitchList(words: [name])).faults.count == 1)
        }
    }

    @Test func `tell the same story for the same seed`() {
        var one = SeededGenerator(seed: 7)
        var same = SeededGenerator(seed: 7)
        var other = SeededGenerator(seed: 8)
        let story = (0..<100).map { _ in one.next() }
        #expect(story == (0..<100).map { _ in same.next() })
        #expect(story != (0..<100).map { _ in other.next() })
    }
}
