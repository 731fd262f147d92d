import Foundation
import Testing

/// What operators read, held together with what the code and the files beside it say.
@Suite struct `The manual for operators` {
    private func section(_ title: String) throws -> [Substring] {
        let readme = try #require(Checkout.text("README.md"))
        let section = readme.components(separatedBy: "\n### ").first { $0.hasPrefix(title + "\n") }
        let lines = try #require(section, "a section named \(title)").split(separator: "\n")
        return lines.filter { $0.hasPrefix("| `") }
    }

    @Test func `lists the events of the log, with their levels and fields`() throws {
        let files = Checkout.sources.map(\.path).filter {
            $0.hasPrefix("Sources/Service/Log/Log+")
        }
        #expect(files.count >= 3)
        let written = try files.flatMap { try LogEvents.events(in: Checkout.text($0) ?? "") }
            .sorted()
        #expect(written.count > 30)
        #expect(Set(written.map(\.name)).count == written.count, "one file an event")
        let listed = LogEvents.events(ofTable: try section("Log"))
        let missing = Set(written).subtracting(listed)
        #expect(missing.isEmpty, "not in the README, or not so: \(missing.sorted())")
        let made = Set(listed).subtracting(written)
        #expect(made.isEmpty, "in the README, and not written so: \(made.sorted())")
    }

    @Test func `says what to do at each alert, and each alert was tried`() throws {
        let rules = try #require(Checkout.text("systemd/mpo-bridge.rules.yml"))
        let tests = try #require(Checkout.text("Tests/promtool/rules-test.yml"))
        let alerts = rules.components(separatedBy: "- alert: ").dropFirst()
        let names = alerts.map { String($0.prefix { $0.isLetter }) }
        #expect(names.count > 20 && Set(names).count == names.count)
        for (name, alert) in zip(names, alerts) {
            for part in ["summary: ", "description: "] {
                #expect(alert.contains(part), "\(name) has no \(part)")
            }
            #expect(
                alert.contains("severity: page\n") || alert.contains("severity: ticket\n"),
                "\(name)")
            #expect(tests.contains("alertname=\"\(name)\""), "\(name) has no test")
        }
        let listed = try section("Alerts").compactMap { LogEvents.quoted($0).first }
        #expect(Set(listed) == Set(names))
    }
}
