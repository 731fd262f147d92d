import Bridge
import Service

/// One configuration's mapping, ready to be tried on rows.
struct MapTrial {
    /// The configuration's file, as it was named.
    let file: String
    /// `nil` when the mapping was named, or the rows have no ids to match.
    let choice: MappingChoice?
    let dryRun: DryRun
    let coverage: ColumnCoverage

    /// - Parameter mapping: the name of the one that is wanted, whether it matches or not.
    init(
        _ file: String, _ configuration: Configuration, mapping name: String?, _ data: DryRunData
    ) throws(CommandError) {
        self.file = file
        let choice = name == nil ? data.context.map { MappingChoice(configuration, for: $0) } : nil
        self.choice = choice
        let mappings = configuration.mappings
        if let name {
            guard let named = mappings.first(where: { $0.name == name }) else {
                let nearest = Suggestion.nearest(to: name, among: mappings.map(\.name))
                throw CommandError(
                    "\(file) has no mapping '\(name)'"
                        + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                    hint: "it has \(mappings.map(\.name).joined(separator: ", "))",
                    code: .notFound)
            }
            dryRun = DryRun(named, of: configuration, on: data)
        } else if let choice {
            guard let chosen = choice.chosen else {
                let reasons = choice.passedOver.map { MapReport.text(of: $0) }
                throw CommandError(
                    (["no mapping of \(file) matches: such an invoke is answered 404"] + reasons)
                        .joined(separator: "\n    "),
                    hint: "correct a mapping's match, or name one with --mapping")
            }
            dryRun = DryRun(chosen, of: configuration, on: data)
        } else {
            guard mappings.count == 1 else {
                throw .usage(
                    "these rows have no ids to match: --mapping NAME is needed",
                    hint: "\(file) has \(mappings.map(\.name).joined(separator: ", "))")
            }
            dryRun = DryRun(mappings[0], of: configuration, on: data)
        }
        coverage = ColumnCoverage(dryRun.mapping, columns: data.columns)
    }
}
