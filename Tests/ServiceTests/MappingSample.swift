import Bridge
import JSON
import Service
import Testing

/// Maps single rows, to compare the `data` they become.
struct MappingSample {
    /// What became of a row.
    enum Mapped: Hashable {
        case data(String)
        case fault(String)
    }

    let mapper: RowMapper

    static let context = InvocationContext(
        appID: "app-1", installID: "install-1", instanceID: "instance-1", serviceID: "service-1",
        tenantID: "tenant \"1\"", productID: "4711")

    /// - Parameter parameters: `nil`: the mapping names none.
    init(_ parameters: [Parameter]?, columns: [String]) {
        let mapping = Mapping(
            name: "sample", match: [:], processID: Array("1".utf8), processField: "processID",
            extra: [], parameters: parameters, result: ResultRule(pointer: "", columns: nil),
            operationsPerCall: 1, onUnknown: .report, text: [])
        mapper = RowMapper(mapping: mapping, columns: columns, context: Self.context)
    }

    /// A mapping as it stands in a configuration.
    init(text: String, columns: [String]) throws {
        let whole = #"{"name": "sample", "processID": 1, "parameters": \#(text)}"#
        let mapping = try Configuration.mapping(fromText: Array(whole.utf8))
        mapper = RowMapper(mapping: mapping, columns: columns, context: Self.context)
    }

    /// The `data` object of a row, which is a JSON array; or why there is none.
    func map(_ row: String) -> Mapped {
        var scratch = RowMapper.Scratch()
        return map(row, &scratch)
    }

    func map(_ row: String, _ scratch: inout RowMapper.Scratch) -> Mapped {
        // Surrounded, as a row is in its page: whoever looks beyond the row's range finds a
        // bracket.
        let before = Array(#"[["before"],"#.utf8)
        let bytes = before + Array(row.utf8) + Array(#",["after"]]"#.utf8)
        let range = before.count..<before.count + row.utf8.count
        let prefix = Array(#"{"data":"#.utf8)
        var output = prefix
        do throws(RowFault) {
            try mapper.append(row: range, of: bytes, to: &output, &scratch)
        } catch {
            #expect(output == prefix, "a fault leaves the buffer as it was")
            return .fault(error.reason)
        }
        let data = Array(output.dropFirst(prefix.count))
        #expect(throws: Never.self, "the data of \(row) is JSON") { try JSONText(data) }
        return .data(String(decoding: data, as: UTF8.self))
    }
}

extension Parameter {
    /// A parameter `p` of the column `C`.
    static func column(
        _ type: ValueType, required: Bool = false, standard: String? = nil
    ) -> Parameter {
        Parameter(
            name: "p", source: .column("C"), type: type, isRequired: required,
            defaultValue: standard.map { Array($0.utf8) })
    }
}
