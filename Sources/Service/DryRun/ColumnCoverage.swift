package import Bridge

/// Which columns of a data set a mapping uses, and which it wants and the data set does not have.
package struct ColumnCoverage: Sendable {
    /// What becomes of a column's cells.
    package enum Use: Hashable, Sendable {
        /// They go into these parameters.
        case parameters([String])
        /// The column is AMS's own.
        case special
        case unused
    }

    /// A parameter that asks for a column which is not there.
    package struct Missing: Hashable, Sendable {
        package let parameter: String
        package let column: String
        /// What follows for every row.
        package let effect: String
        /// Whether it is that no row can be mapped.
        package let failsRows: Bool
    }

    /// In the data set's order.
    package let columns: [(name: String, use: Use)]
    package let missing: [Missing]

    package init(_ mapping: Mapping, columns names: [String]) {
        let positions = ColumnPositions(names)
        var uses: [Int: [String]] = [:]
        var missing: [Missing] = []
        for parameter in mapping.parameters(of: names, positions) {
            for column in parameter.columns {
                guard let position = positions[column] else {
                    missing.append(Missing(parameter, column))
                    continue
                }
                if uses[position]?.contains(parameter.name) != true {
                    uses[position, default: []].append(parameter.name)
                }
            }
        }
        columns = names.enumerated().map { index, name in
            if let parameters = uses[index] { return (name, .parameters(parameters)) }
            return (name, ColumnPositions.isSpecial(name) ? .special : .unused)
        }
        self.missing = missing
    }
}

extension ColumnCoverage.Missing {
    fileprivate init(_ parameter: Parameter, _ column: String) {
        self.parameter = parameter.name
        self.column = column
        if case .template = parameter.source {
            failsRows = true
            effect = "every row fails"
        } else if parameter.isRequired {
            failsRows = true
            effect = "every row fails, since it is required"
        } else {
            failsRows = false
            effect = parameter.defaultValue == nil ? "it is left out" : "it has its default"
        }
    }
}

extension Parameter {
    /// The columns that its value comes from, as the configuration spells them.
    package var columns: [String] {
        switch source {
        case .column(let name): [name]
        case .template(let parts):
            parts.compactMap { part in
                if case .column(let name) = part { name } else { nil }
            }
        case .constant, .context: []
        }
    }
}
