import JSON
import Service

/// One mapping step of a row, on one line: the parameter, where its value comes from, the value.
enum RowStepText {
    static func text(of step: JSONValue) -> String {
        "\(AdminText.word(step["parameter"])) ← \(origin(step))\(value(step))"
    }

    private static func origin(_ step: JSONValue) -> String {
        let source = AdminText.word(step["source"])
        return switch step["from"]?.string {
        case "column": "column \(source)"
        case "template": "template \(source)"
        case "context": "the invocation's \(source)"
        default: "constant"
        }
    }

    private static func value(_ step: JSONValue) -> String {
        let absent = step["isAbsent"]?.boolean == true ? ", which this data set does not have" : ""
        if step["fault"]?.string != nil {
            return "\(absent): wrong: \(AdminText.word(step["fault"]))"
        }
        guard step["isSent"]?.boolean == true, let value = step["value"] else {
            return absent.isEmpty ? ": empty, so it is left out" : "\(absent): left out"
        }
        let text = PrintableText.escaped(String(decoding: value.bytes, as: UTF8.self), max: 500)
        guard step["isDefault"]?.boolean == true else { return "\(absent): \(text)" }
        return "\(absent.isEmpty ? ", which is empty" : absent): its default \(text)"
    }
}
