package import Bridge

/// How one parameter of a row's operation comes about, for people.
package struct MappingStep: Hashable, Sendable {
    /// Where a value comes from.
    package enum Origin: String, Sendable {
        case column, constant, context, template
    }

    /// The parameter.
    package let name: String
    package let origin: Origin
    /// The column's name, the id's name or the template's text; `nil` for a constant.
    package let source: String?
    package let type: Parameter.ValueType
    package let isRequired: Bool
    /// The data set has no column of this name.
    package let isAbsent: Bool
    /// The cell is empty, and the mapping's default stands in for it.
    package let isDefault: Bool
    /// JSON text; `nil` when the parameter is left out.
    package let value: [UInt8]?
    /// The same with `•••` for each cell in it.
    package let maskedValue: [UInt8]?
    /// Why the row cannot be mapped; never holds a cell.
    package let fault: String?
}
