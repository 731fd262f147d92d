/// Finds the mapping that an invocation starts with, without a look at each: there may be a
/// thousand, and every invoke asks.
package struct MappingIndex: Sendable {
    /// Mappings that match by the same fields.
    private struct Group {
        let fields: [ContextField]
        /// Where the first mapping with such values stands; the values in the order of the fields.
        var places: [[String]: Int] = [:]
    }

    /// As many as there are combinations of fields, at most; in the order of their first mappings.
    private var groups: [Group] = []

    package init(_ mappings: [Mapping]) {
        for (place, mapping) in mappings.enumerated() {
            let fields = ContextField.allCases.filter { mapping.match[$0] != nil }
            let index = groups.firstIndex { $0.fields == fields } ?? groups.count
            if index == groups.count { groups.append(Group(fields: fields)) }
            let values = fields.compactMap { mapping.match[$0] }
            if groups[index].places[values] == nil { groups[index].places[values] = place }
        }
    }

    /// Where the first mapping that matches stands among those that the index was made of; `nil`
    /// when none does.
    package func place(for context: InvocationContext) -> Int? {
        groups.compactMap { $0.places[$0.fields.map { context[$0] }] }.min()
    }
}
