/// One field of a record definition; of AMS's eleven keys, those that the bridge acts on.
package struct FieldDefinition: Hashable, Sendable {
    /// As the product wrote it; compared without regard to case (protocol notes on AMS, 1.2).
    package let name: String
    /// An open list: "Text" and "Double" were seen.
    package let dataType: String
    /// The longest value the product stores, in characters; `nil` when the definition names none.
    package let width: Int?

    package init(name: String, dataType: String, width: Int?) {
        self.name = name
        self.dataType = dataType
        self.width = width
    }
}

/// What goes into a service and what comes out: the columns of the rows in both directions.
package struct RecordDefinition: Hashable, Sendable {
    package let inputs: [FieldDefinition]
    package let outputs: [FieldDefinition]
    /// `outputParameters` as the product wrote them: an import sends them back unchanged.
    package let outputsText: [UInt8]

    package init(inputs: [FieldDefinition], outputs: [FieldDefinition], outputsText: [UInt8]) {
        self.inputs = inputs
        self.outputs = outputs
        self.outputsText = outputsText
    }
}

extension RecordDefinition {
    /// Equal, and the names of the columns are the same bytes: see `String.hasSameBytes`.
    package func isSame(as other: Self) -> Bool {
        self == other && Self.areSame(inputs, other.inputs) && Self.areSame(outputs, other.outputs)
    }

    private static func areSame(_ some: [FieldDefinition], _ others: [FieldDefinition]) -> Bool {
        some.span.isIdentical(to: others.span)
            || zip(some, others).allSatisfy { $0.name.hasSameBytes(as: $1.name) }
    }
}

/// The columns that AMS itself gives a meaning, in the spelling of its documents.
package enum SpecialColumn: String, CaseIterable, Sendable {
    case correlationID = "appcloud_row_correlation_id"
    case status = "appcloud_row_status"
    case errorMessage = "appcloud_row_errormessage"

    /// Every column of this prefix is AMS's, not the mapping's.
    package static let prefix = "appcloud_row_"
}
