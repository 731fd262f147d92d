package import Bridge
import JSON

/// Where the cells of an import's rows come from: found out once an invocation, used for every row.
package struct OutputPlan: Sendable {
    enum Source: Sendable {
        case correlation
        case status
        case message
        /// Somewhere within the result.
        case pointer(JSONPointer)
        /// The member of the result that has the column's name; the index is into `names`.
        case member(Int)
        /// The mapping leaves this column out.
        case nothing
    }

    let sources: [Source]
    /// The columns that are filled by name.
    let names: ColumnNames
    /// Which part of MPO's `data` is the result; `nil` is all of it.
    let result: JSONPointer?
    /// The same as names of members, each within the one before; `nil` where a step could also be
    /// the index of an element.
    let path: [[UInt8]]?
    /// The longest error message that the product stores, in characters.
    let messageWidth: Int?
    /// The output columns as the product wrote them: the invocation's own bytes, not a copy.
    private let definitions: [UInt8]
    private let dataSetID: String
    /// Everything after the last one.
    static let closing = [UInt8](#"],"size":null}}"#.utf8)
    /// A guess at the names before the rows and the data set's id.
    private static let frameBytes = 128

    /// Plans the imports of an invocation under its mapping's rule. A pointer of the rule that is
    /// not one (RFC 6901) finds nothing: the configuration has refused it before.
    package init(_ invocation: Invocation, rule: ResultRule) {
        var sources: [Source] = []
        var names: [[UInt8]] = []
        var width: Int?
        for column in invocation.recordDefinition.outputs {
            let name = column.name.lowercased()
            switch SpecialColumn(rawValue: name) {
            case .correlationID: sources.append(.correlation)
            case .status: sources.append(.status)
            case .errorMessage:
                sources.append(.message)
                width = column.width
            case nil:
                guard let columns = rule.columns else {
                    sources.append(.member(names.count))
                    names.append([UInt8](column.name.utf8))
                    continue
                }
                let match = columns.first { $0.name.lowercased() == name }
                let pointer = match.flatMap { JSONPointer($0.pointer) }
                sources.append(pointer.map { .pointer($0) } ?? .nothing)
            }
        }
        self.sources = sources
        self.names = ColumnNames(names)
        messageWidth = width
        result = rule.pointer.isEmpty ? nil : JSONPointer(rule.pointer)
        let steps = result?.tokens ?? []
        path = steps.allSatisfy { $0.index == nil } ? steps.map(\.name) : nil
        definitions = invocation.recordDefinition.outputsText
        dataSetID = invocation.dataSetID
    }

    /// The plan of another invocation with the same output columns under the same rule: only the
    /// data set is another one.
    package init(_ invocation: Invocation, columnsOf other: OutputPlan) {
        sources = other.sources
        names = other.names
        result = other.result
        path = other.path
        messageWidth = other.messageWidth
        definitions = invocation.recordDefinition.outputsText
        dataSetID = invocation.dataSetID
    }

    /// Everything before the first row of an import, in a buffer with room for `rowCapacity` bytes
    /// of rows and for the end. The definitions go back as the product wrote them (protocol notes
    /// on AMS, 4).
    func opening(rowCapacity: Int) -> [UInt8] {
        var writer = JSONWriter(
            capacity: definitions.count + Self.frameBytes + rowCapacity + Self.closing.count)
        writer.beginObject()
        writer.key("fieldDefinitions")
        writer.raw(definitions)
        writer.key("dataSet")
        writer.beginObject()
        writer.key("id")
        writer.string(dataSetID)
        writer.key("rows")
        writer.beginArray()
        return writer.bytes
    }
}
