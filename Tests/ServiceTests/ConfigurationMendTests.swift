import Service
import Testing

@Suite struct `What mends a mistake` {
    private static let seeds =
        `A mistake in a section`.all + `A mistake in a mapping`.mapping
        + `A mistake in a mapping`.parameter

    /// The seeds whose mend can be carried out without a choice.
    private static let certain = seeds.filter { mended($0) != nil }

    private static func mended(_ seed: ConfigurationSeed) -> String? {
        let found = ConfigurationSample.mistakes(seed.text)
        // A misspelt key is unknown and missing: whoever renames it mends both.
        let mistake =
            found.mistakes.first { $0.mend.hasPrefix("rename") }
            ?? found.mistakes.first { $0.path == seed.path }
        guard let mistake else { return nil }
        return MendApplication(mistake, seed.text).text
    }

    @Test(arguments: certain)
    func `is accepted when it is done word by word`(seed: ConfigurationSeed) throws {
        let text = try #require(Self.mended(seed))
        let found = ConfigurationSample.mistakes(text)
        #expect(found.mistakes.isEmpty, "\(ConfigurationSample.mistakes(seed.text))\n->\n\(found)")
    }

    @Test func `is tried for most of the mistakes that are known`() {
        #expect(Self.certain.count >= 70, "\(Self.certain.count) of \(Self.seeds.count)")
    }
}
