import Foundation
import JSON
import Service
import Testing

@Suite struct `Mistakes` {
    private func found(_ old: String, _ new: String) -> ConfigurationMistakes {
        ConfigurationSample.mistakes(ConfigurationSample.text(replacing: old, with: new))
    }

    @Test func `are told to a terminal in the form that editors jump by`() {
        #expect(
            found(#""timeout": "30s""#, #""timeout": 30"#).description == """
                bridge.json:32:68: mpo.timeout: must be a duration such as "30s" (got 30)
                    mend: write "30s"
                """)
        #expect(
            found(#""sha256""#, #""sha265""#).description.contains(
                #"(got "sha265"); did you mean "sha256"?"#))
    }

    @Test func `are told to programs as JSON`() throws {
        let json = try JSONText(found(#""sha256""#, #""sha265""#).json).root
        #expect(json["file"]?.string == "bridge.json")
        let mistake = try #require(json["mistakes"]?[0])
        #expect(mistake["path"]?.string == "mpo.digest")
        #expect(mistake["line"]?.integer == 29)
        #expect(mistake["value"]?.string == #""sha265""#)
        #expect(mistake["suggestion"]?.string == "sha256")
        #expect(mistake["mend"]?.string?.isEmpty == false)
        #expect(json["warnings"]?[0] == nil)
    }

    @Test func `cannot steer the terminal that shows them`() {
        let name = "\u{1b}[2J\u{202e}evil\u{9b}\n"
        let mistakes = ConfigurationMistakes(file: "a\u{1b}b", mistakes: [], warnings: [])
        #expect(mistakes.description.isEmpty)
        let text = ConfigurationSample.text(
            replacing: #""sha256""#, with: "\"\u{202e}\u{9b}x\", \"\u{202e}\u{85}evil\": 1")
        let shown = ConfigurationSample.mistakes(text).description
        for scalar in name.unicodeScalars where scalar.value > 0x7f {
            #expect(!shown.unicodeScalars.contains(scalar))
        }
        #expect(shown.contains(#"\u202e\u009bx"#))
        #expect(shown.contains(#"mpo["\u202e\u0085evil"]"#))
    }

    @Test func `show only the beginning of a long value`() {
        let long = String(repeating: "x", count: 5000)
        let mistake = found(#""sha256""#, "\"\(long)\"").mistakes.first
        #expect(mistake?.value?.count == 81)
    }
}

@Suite struct `A warning` {
    static let seeds = [
        (#""timeout": "30s""#, #""timeout": "56s""#, "mpo.timeout", "60s"),
        (#""127.0.0.1:9464""#, #""0.0.0.0:9464""#, "admin.metrics", "no login"),
        (#""*.rsys8.net""#, #""*.net""#, "ams.endpoints.allowedHosts[0]", "top-level"),
        (
            #""host": "*.rsys8.net""#, #""host": "*.rsys9.net""#, "ams.endpoints.pins[0].host",
            "none of allowedHosts"
        ),
        (
            "I=\",\n" + String(repeating: " ", count: 13) + "\"sha256//"
                + String(repeating: "A", count: 42) + "M=\"]", "I=\"]", "mpo.pins", "one key"
        ),
        (
            #""sendReference": true"#, #""sendReference": false"#, "mappings[0].operationsPerCall",
            "order"
        ),
        (
            #""name": "rest", "#, #""name": "rest", "match": {"installId": "install-3"}, "#,
            "mappings[1].match.installId", "ams.installs"
        ),
        (
            #""responsys""#, #""responsys", "required": true"#,
            "mappings[0].parameters.channel.required", "no effect"
        ),
        (
            #""callsInFlightMax": 6"#, #""callsInFlightMax": 33"#,
            "mappings[0].callsInFlightMax", "all mappings together"
        ),
        (
            #""operationsPerSecondMax": 50"#, #""operationsPerSecondMax": 101"#,
            "mappings[0].operationsPerSecondMax", "all mappings together"
        ),
        (
            "Hello {{FIRST_NAME}}", "Hello {FIRST_NAME}",
            "mappings[0].parameters.greeting.template", "every row"
        ),
    ]

    @Test(arguments: seeds)
    func `does not stop the start`(old: String, new: String, path: String, problem: String) throws {
        let configuration = try ConfigurationSample.load(
            ConfigurationSample.text(replacing: old, with: new)
        ).get()
        let warning = try #require(configuration.warnings.first)
        #expect(configuration.warnings.count == 1)
        #expect(warning.path == path)
        #expect(warning.problem.contains(problem))
        #expect(!warning.mend.isEmpty)
    }

    @Test func `is told beside the mistakes`() {
        let text = ConfigurationSample.text(
            replacing: #""timeout": "30s""#, with: #""timeout": "56s""#
        )
        .replacingOccurrences(of: "66305", with: "0")
        let shown = ConfigurationSample.mistakes(text).description
        #expect(shown.contains("bridge.json:32:68: warning: mpo.timeout: is too close"))
        #expect(shown.contains("mappings[0].processID: must be"))
    }
}
