import Bridge
import JSON

extension RecordDefinition {
    private static let path = "$.instanceContext.recordDefinition"

    /// Reads `instanceContext.recordDefinition`.
    init(reading value: JSONValue?) throws(MessageError) {
        guard let object = try MessageField.object(value, at: Self.path) else {
            throw MessageField.missing(Self.path)
        }
        let inputs = object["inputParameters"]
        let outputs = object["outputParameters"]
        let isAbsent = outputs?.isNull ?? true
        self.init(
            inputs: try Self.fields(inputs, at: Self.path + ".inputParameters"),
            outputs: try Self.fields(outputs, at: Self.path + ".outputParameters"),
            outputsText: isAbsent ? [UInt8]("[]".utf8) : outputs.map { [UInt8]($0.bytes) } ?? [])
        guard self.inputs.contains(where: { Self.isCorrelation($0.name) }) else {
            throw MessageError(
                path: Self.path + ".inputParameters",
                problem: "lacks the column \(SpecialColumn.correlationID.rawValue)")
        }
    }

    /// Without this column the product could not tell whose result it gets.
    var reportsCorrelation: Bool { outputs.contains { Self.isCorrelation($0.name) } }

    private static func isCorrelation(_ name: String) -> Bool {
        let correlation = SpecialColumn.correlationID.rawValue
        return name.utf8.count == correlation.utf8.count && name.lowercased() == correlation
    }

    private static func fields(
        _ value: JSONValue?, at path: String
    ) throws(MessageError) -> [FieldDefinition] {
        guard let array = try MessageField.array(value, at: path) else { return [] }
        var fields: [FieldDefinition] = []
        var names: Set<String> = []
        for element in array.elements {
            let index = fields.count
            guard index < Limits.columnsMax else {
                throw MessageError(
                    path: path, problem: "has more than \(Limits.columnsMax) columns")
            }
            let field = try field(element, at: "\(path)[\(index)]")
            guard names.insert(field.name.lowercased()).inserted else {
                throw MessageError(
                    path: "\(path)[\(index)].name", problem: "names a column for the second time")
            }
            fields.append(field)
        }
        return fields
    }

    private static func field(
        _ value: JSONValue, at path: String
    ) throws(MessageError) -> FieldDefinition {
        guard let object = try MessageField.object(value, at: path) else {
            throw MessageField.missing(path)
        }
        let name = try MessageField.string(object["name"], at: path + ".name") ?? ""
        guard !name.isEmpty, name.utf8.count <= MessageLimits.columnNameBytesMax else {
            throw MessageError(
                path: path + ".name",
                problem: "must have 1 to \(MessageLimits.columnNameBytesMax) bytes")
        }
        let type = try MessageField.string(object["dataType"], at: path + ".dataType")
        let width = try MessageField.integer(object["width"], at: path + ".width")
        return FieldDefinition(
            name: name, dataType: type ?? "Text", width: width.flatMap { $0 > 0 ? $0 : nil })
    }
}
