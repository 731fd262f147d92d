package import Bridge

/// Which mapping an invocation gets, and why none that stands before it.
package struct MappingChoice: Sendable {
    /// A mapping that does not match.
    package struct PassedOver: Hashable, Sendable {
        package let name: String
        /// The ids that differ, in the order of their names in the configuration's manual.
        package let differences: [Difference]
    }

    /// An id that is another one than the mapping wants.
    package struct Difference: Hashable, Sendable {
        package let field: ContextField
        package let wanted: String
        package let found: String
    }

    /// `nil`: no mapping matches, and such an invoke is answered 404.
    package let chosen: Mapping?
    /// Those before the chosen one, in the configuration's order.
    package let passedOver: [PassedOver]

    /// As the receiver chooses.
    package init(_ configuration: Configuration, for context: InvocationContext) {
        let mappings = configuration.mappings
        chosen = MappingIndex(mappings).place(for: context).map { mappings[$0] }
        passedOver = mappings.prefix { !$0.matches(context) }.map { mapping in
            PassedOver(
                name: mapping.name,
                differences: ContextField.allCases.compactMap { field in
                    guard let wanted = mapping.match[field], wanted != context[field] else {
                        return nil
                    }
                    return Difference(field: field, wanted: wanted, found: context[field])
                })
        }
    }
}
