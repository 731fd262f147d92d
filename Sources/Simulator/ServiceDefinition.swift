internal import JSON

/// The record definition of the simulated service, as JSON and as columns.
struct ServiceDefinition: Sendable {
    let columns: [OfferColumn]
    /// `inputParameters`.
    let inputs: [UInt8]
    /// `outputParameters`: what every import must send back, byte for byte.
    let outputs: [UInt8]

    /// The places of AMS's own columns in an output row.
    static let correlationPlace = 0
    static let statusPlace = 1
    static let messagePlace = 2
    /// Where the result's columns begin.
    static let resultPlace = 3
    /// The widest message, in characters.
    static let messageWidth = 255

    init(columns: [OfferColumn]) {
        self.columns = columns
        inputs = Self.fields(InputColumn.allCases.map { ($0.rawValue, 40) })
        outputs = Self.fields(
            [
                ("appcloud_row_correlation_id", 40), ("appcloud_row_status", 10),
                ("appcloud_row_errormessage", Self.messageWidth),
            ] + columns.map { ($0.rawValue, 100) })
    }

    /// How many cells an output row has.
    var outputCount: Int { Self.resultPlace + columns.count }

    var outputNames: [String] {
        ["appcloud_row_correlation_id", "appcloud_row_status", "appcloud_row_errormessage"]
            + columns.map(\.rawValue)
    }

    /// The field definitions of an export page.
    static func pageFields(_ order: [InputColumn], upperCase: Bool) -> [UInt8] {
        fields(order.map { (upperCase ? $0.rawValue.uppercased() : $0.rawValue, 255) })
    }

    private static func fields(_ fields: [(name: String, width: Int)]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        for field in fields {
            let isStatus = field.name == "appcloud_row_status"
            writer.beginObject()
            writer.key("name")
            writer.string(field.name)
            writer.key("dataType")
            writer.string("Text")
            writer.key("width")
            writer.integer(field.width)
            writer.key("readOnly")
            writer.null()
            if isStatus {
                writer.key("possibleValues")
                writer.raw(Array(#"["success","warning","failure"]"#.utf8))
            }
            writer.endObject()
        }
        writer.endArray()
        return writer.bytes
    }
}
