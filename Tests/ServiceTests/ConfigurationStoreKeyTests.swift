import Foundation
import Service
import Store
import Testing

@Suite struct `The store's key in the configuration` {
    private static let first = Array(String(repeating: "0aF9", count: 16).utf8)
    private static let secrets = KnownSecrets(bytesByName: [
        "credential store-key": first,
        "credential old-key": Array(String(repeating: "1", count: 64).utf8),
        "credential short": Array(first.dropLast()),
        "credential no-digits": Array(String(repeating: "x", count: 64).utf8),
    ])

    private static func load(_ keys: String) -> Result<Configuration, ConfigurationMistakes> {
        let text = ConfigurationSample.text(
            replacing: #""path": "/bridge.db","#, with: #""path": "/bridge.db", \#(keys)"#)
        return ConfigurationSample.load(text, secrets: secrets)
    }

    @Test func `is none unless it is named`() throws {
        let store = try Self.load("").get().store
        #expect(store.key == nil && store.previousKeys.isEmpty)
    }

    @Test func `is 64 hexadecimal digits behind a reference`() throws {
        let store = try Self.load(
            #""key": {"credential": "store-key"}, "previousKeys": [{"credential": "old-key"}],"#
        ).get().store
        let key = try #require(store.key)
        #expect(key.reference == .credential("store-key") && key.key.id.count == 8)
        #expect(store.previousKeys.map(\.reference) == [.credential("old-key")])
        #expect(store.previousKeys.first?.key != key.key)
        #expect(!"\(store)".lowercased().contains("0af90af9"))
    }

    @Test(arguments: [
        (#""key": {"credential": "short"},"#, "store.key", "is not a key"),
        (#""key": {"credential": "no-digits"},"#, "store.key", "is not a key"),
        (#""key": {"credential": "absent"},"#, "store.key", "not there"),
        (#""key": "PLANTED","#, "store.key", "must say where"),
        (#""previousKeys": {"credential": "old-key"},"#, "store.previousKeys", "an array"),
        (#""previousKeys": ["PLANTED"],"#, "store.previousKeys[0]", "must say where"),
        (
            #""previousKeys": ["#
                + Array(repeating: #"{"credential": "old-key"}"#, count: 9).joined(separator: ",")
                + "],", "store.previousKeys", "more than 8 keys"
        ),
    ])
    func `is told of where it is wrong, and never shown`(
        _ keys: String, _ path: String, _ problem: String
    ) throws {
        guard case .failure(let found) = Self.load(keys) else {
            Issue.record("it was taken")
            return
        }
        let mistake = try #require(found.mistakes.first)
        #expect(mistake.path == path && mistake.problem.contains(problem), "\(mistake)")
        #expect(!found.description.contains("PLANTED") && !found.description.contains("xxxx"))
    }
}
