/// A text as it is written in JSON and as what it says: two things for those with escapes, which
/// are among the samples because a bridge must carry both forms unharmed.
struct SampleText: Sendable {
    /// With quotation marks.
    let json: [UInt8]
    let content: [UInt8]
    /// The hash of the content.
    let hash: UInt64

    private init(_ content: String, json: String? = nil) {
        self.content = Array(content.utf8)
        self.json = Array((json ?? "\"\(content)\"").utf8)
        var hash = ContentHash()
        hash.add(self.content)
        self.hash = hash.value
    }

    static let cities: [SampleText] = [
        SampleText("Toronto"), SampleText("Łódź"), SampleText("São Paulo"), SampleText("Wien"),
        SampleText("Winston-Salem"), SampleText("'s-Hertogenbosch"), SampleText("東京"),
        SampleText("Montréal", json: #""Montr\u00e9al""#), SampleText("Oslo"),
        SampleText(#"Val "d'Or""#, json: #""Val \"d'Or\"""#), SampleText("Kraków"),
        SampleText("Las Vegas"), SampleText("Aix/Provence", json: #""Aix\/Provence""#),
        SampleText("Köln"), SampleText("Lagos"), SampleText("Tromsø 🌌"),
    ]

    static let firstNames: [SampleText] = [
        SampleText("Ada"), SampleText("Zoë"), SampleText("José"), SampleText("Sean O'Neil"),
        SampleText("Ngozi"), SampleText("Łucja"), SampleText("美咲"), SampleText("Björn"),
        SampleText("Marie-Claire"), SampleText("Omar"), SampleText("Yusuf"), SampleText("Inès"),
        SampleText("Li"), SampleText("Anna Maria"), SampleText("Tove"), SampleText("Jürgen"),
    ]
}
