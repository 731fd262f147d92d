/// How the rows of matching invocations become operations of one MPO process, and back.
package struct Mapping: Hashable, Sendable {
    package let name: String
    /// All of these must be equal; none at all matches every invocation.
    package let match: [ContextField: String]
    /// The process's id as JSON text: a number as written, or a quoted string.
    package let processID: [UInt8]
    /// The name of the field that carries it: `processID` by the Sync API's document, `conv_id` in
    /// practice.
    package let processField: String
    /// Further fields of every operation, such as `company_id`.
    package let extra: [ConstantField]
    /// `nil`: every input column but AMS's own becomes a parameter of its name, as a string.
    package let parameters: [Parameter]?
    package let result: ResultRule
    package let operationsPerCall: Int
    package let onUnknown: UnknownPolicy
    /// Calls of this mapping in flight; `nil`: as many as MPO takes.
    package let callsInFlightMax: Int?
    /// Operations of this mapping a second; `nil`: as many as MPO takes.
    package let operationsPerSecondMax: Int?
    /// The mapping as it stands in the configuration: kept with each invocation that started under
    /// it.
    package let text: [UInt8]

    package init(
        name: String, match: [ContextField: String], processID: [UInt8], processField: String,
        extra: [ConstantField], parameters: [Parameter]?, result: ResultRule,
        operationsPerCall: Int, onUnknown: UnknownPolicy, callsInFlightMax: Int? = nil,
        operationsPerSecondMax: Int? = nil, text: [UInt8]
    ) {
        self.name = name
        self.match = match
        self.processID = processID
        self.processField = processField
        self.extra = extra
        self.parameters = parameters
        self.result = result
        self.operationsPerCall = operationsPerCall
        self.onUnknown = onUnknown
        self.callsInFlightMax = callsInFlightMax
        self.operationsPerSecondMax = operationsPerSecondMax
        self.text = text
    }

    package func matches(_ context: InvocationContext) -> Bool {
        match.allSatisfy { field, value in context[field] == value }
    }
}

/// A field with a fixed value, the value being JSON text.
package struct ConstantField: Hashable, Sendable {
    package let name: String
    package let value: [UInt8]

    package init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// One parameter of a task.
package struct Parameter: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// A cell of the row, by the name of its column, case aside.
        case column(String)
        /// JSON text, the same for every row.
        case constant([UInt8])
        /// An id of the invocation.
        case context(ContextField)
        /// Text with cells in it.
        case template([TemplatePart])
    }

    package enum TemplatePart: Hashable, Sendable {
        case text(String)
        case column(String)
    }

    /// What a cell must hold and what the process receives.
    package enum ValueType: String, CaseIterable, Sendable {
        case string, number, boolean, json
    }

    package let name: String
    package let source: Source
    package let type: ValueType
    /// An empty or absent cell fails the row.
    package let isRequired: Bool
    /// JSON text for an empty or absent cell; without one the parameter is left out.
    package let defaultValue: [UInt8]?

    package init(
        name: String, source: Source, type: ValueType, isRequired: Bool, defaultValue: [UInt8]?
    ) {
        self.name = name
        self.source = source
        self.type = type
        self.isRequired = isRequired
        self.defaultValue = defaultValue
    }
}

/// Which part of MPO's answer is a row's result, and how it fills the output columns.
package struct ResultRule: Hashable, Sendable {
    package struct Column: Hashable, Sendable {
        package let name: String
        /// RFC 6901, within the result.
        package let pointer: String

        package init(name: String, pointer: String) {
            self.name = name
            self.pointer = pointer
        }
    }

    /// RFC 6901, within an answer's `data`: `/info` by the Sync API's document, empty for all of
    /// it.
    package let pointer: String
    /// `nil`: each key of the result goes to the output column of the same name, case aside.
    package let columns: [Column]?

    package init(pointer: String, columns: [Column]?) {
        self.pointer = pointer
        self.columns = columns
    }
}

/// What follows when nobody can say whether a row's task was created.
package enum UnknownPolicy: String, CaseIterable, Sendable {
    /// The row is reported as a failure with its reference, and never sent again.
    case report
    /// The row stays until an operator decides.
    case hold
    /// The process is idempotent: send the row again.
    case retry
}
