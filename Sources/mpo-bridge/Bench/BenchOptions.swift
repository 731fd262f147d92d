/// What `bench` was asked for.
struct BenchOptions: Sendable {
    /// A tenth of the rows.
    let isQuick: Bool
    let scenarios: [BenchScenario]
    /// Where the figures go as JSON; `-` is stdout.
    let json: String?
    /// Where the stores lie; `nil` takes the first good one of the usual places.
    let directory: String?

    init(_ arguments: inout Arguments) throws(CommandError) {
        isQuick = arguments.flag("--quick")
        json = try arguments.option("--json")
        directory = try arguments.option("--directory")
        var chosen: [BenchScenario] = []
        while let name = try arguments.option("--scenario") {
            guard let scenario = BenchScenario(rawValue: name) else {
                throw .usage(
                    "there is no scenario '\(name)'",
                    hint: "take one of "
                        + BenchScenario.allCases.map(\.rawValue).joined(separator: ", "))
            }
            if !chosen.contains(scenario) { chosen.append(scenario) }
        }
        try arguments.finish()
        scenarios = chosen.isEmpty ? BenchScenario.allCases : chosen
    }
}
