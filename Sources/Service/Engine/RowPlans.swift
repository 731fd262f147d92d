import AMS
import Bridge
import MPO

/// What was made ready for the rows of an invocation, and is the same for all invocations of one
/// instance under one mapping: they share it.
final class RowPlans {
    /// For the columns of the record definition.
    let mapper: RowMapper
    /// Of the first invocation: its columns are everybody's, its data set is not.
    let output: OutputPlan
    let operation: OperationTemplate
    /// Among the columns of the record definition.
    let correlationColumn: Int

    // What all of it was made of, the first two where the last invocation has them: the next one
    // is likely to have the very same, which then need not be compared byte for byte.
    private var mappingText: [UInt8]
    private var definition: RecordDefinition
    private let context: InvocationContext

    init(_ invocation: Invocation, _ mapping: Mapping, sendsReference: Bool) {
        mappingText = mapping.text
        definition = invocation.recordDefinition
        context = invocation.context
        let columns = definition.inputs.map(\.name)
        mapper = RowMapper(mapping: mapping, columns: columns, context: context)
        output = OutputPlan(invocation, rule: mapping.result)
        operation = OperationTemplate(mapping, sendsReference: sendsReference)
        correlationColumn = Self.correlationColumn(among: columns)
    }

    /// Whether they are those of this invocation, too.
    func fit(_ invocation: Invocation, _ mapping: Mapping) -> Bool {
        guard context.isSame(as: invocation.context), mappingText == mapping.text,
            definition.isSame(as: invocation.recordDefinition)
        else { return false }
        if !definition.inputs.span.isIdentical(to: invocation.recordDefinition.inputs.span) {
            definition = invocation.recordDefinition
        }
        if !mappingText.span.isIdentical(to: mapping.text.span) { mappingText = mapping.text }
        return true
    }

    /// Where the cell stands that names a row to the product.
    static func correlationColumn(among columns: [String]) -> Int {
        ColumnPositions(columns)[SpecialColumn.correlationID.rawValue] ?? 0
    }
}

/// The plans of the invocations that were taken up last. One instance invokes again and again.
struct RecentPlans {
    /// Some KiB each.
    static let countMax = 8

    private let sendsReference: Bool
    /// Most recently made last.
    private(set) var plans: [RowPlans] = []

    init(sendsReference: Bool) { self.sendsReference = sendsReference }

    mutating func plans(of invocation: Invocation, _ mapping: Mapping) -> RowPlans {
        if let known = plans.last(where: { $0.fit(invocation, mapping) }) { return known }
        if plans.count == Self.countMax { plans.removeFirst() }
        let new = RowPlans(invocation, mapping, sendsReference: sendsReference)
        plans.append(new)
        return new
    }
}
