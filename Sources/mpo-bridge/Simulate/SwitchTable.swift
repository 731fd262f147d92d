import Simulator

/// What `mpo-bridge simulate --list` prints.
enum SwitchTable {
    static var text: String {
        let mpo = MPOBehaviour.Setting.allCases.map { ($0.rawValue, $0.explanation) }
        let mpoFaults = MPOFault.allCases.map { ($0.rawValue, $0.explanation) }
        let product = ProductBehaviour.Setting.allCases.map { ($0.rawValue, $0.explanation) }
        let productFaults = ProductFault.Kind.allCases.map { ("…-\($0.rawValue)", $0.explanation) }
        let routes = ProductFault.Route.allCases.map(\.rawValue).joined(separator: ", ")
        let names = (mpo + mpoFaults + product + productFaults).map(\.0.count)
        let nameWidth = names.max() ?? 0
        let lines =
            ["The simulated MPO (with both: mpo.SWITCH=VALUE)", ""] + table(mpo, nameWidth)
            + ["", "  misfortunes, each with its chance:"] + table(mpoFaults, nameWidth)
            + ["", "The simulated product (with both: product.SWITCH=VALUE)", ""]
            + table(product, nameWidth)
            + ["", "  misfortunes, each with its chance; … is one of \(routes):"]
            + table(productFaults, nameWidth) + ["", chances]
        return lines.joined(separator: "\n")
    }

    /// As all of the help.
    private static let columnsMax = 80

    private static let chances = """
        A chance is one of
          always, never   at every call or none; a switch without a value means always
          5%, 0.05        by lot, the same for the same seed
          every:20        the 20th, the 40th, the 60th …
          first:3         the first three
          only:7          the seventh alone

        example: mpo-bridge simulate both mpo.timeout=only:7 mpo.latency=20ms..200ms \\
                   product.import-503=5%
        """

    private static func table(
        _ switches: [(name: String, explanation: String)], _ width: Int
    ) -> [String] {
        switches.flatMap { item in
            DisplayWidth.wrap(item.explanation, columnsMax - width - 4).enumerated().map {
                "  " + DisplayWidth.fit($0.offset == 0 ? item.name : "", width) + "  " + $0.element
            }
        }
    }
}
