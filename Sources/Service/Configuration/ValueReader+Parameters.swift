import Bridge
import JSON

extension ValueReader<[Parameter]> {
    static var parameters: Self {
        ValueReader { place in
            place.object { object in
                let members = object.allMembers()
                if members.count > Limits.columnsMax {
                    place.mistake(
                        "must not have more than \(Limits.columnsMax) parameters",
                        mend: "send fewer, or several of them as one \"json\"")
                }
                return members.compactMap { key, member -> Parameter? in
                    if key.isEmpty {
                        member.mistake("must have a name", mend: "write the parameter's name")
                    }
                    return member.object {
                        ParameterReader(name: key, place: member, object: $0).read()
                    }
                }
            }
        }
    }
}

/// Reads one parameter: where its value comes from, and what it must be.
private struct ParameterReader {
    let name: String
    let place: Place
    let object: ObjectReader

    private static let sources = ["column", "constant", "context", "template"]

    /// What other tools call them.
    private static let otherTypes: [String: Parameter.ValueType] = [
        "integer": .number, "int": .number, "decimal": .number, "float": .number,
        "double": .number, "bool": .boolean, "text": .string, "str": .string, "object": .json,
        "array": .json,
    ]

    func read() -> Parameter? {
        let source = readSource()
        let type = object.optional(
            "type", .oneOf(Parameter.ValueType.self, synonyms: Self.otherTypes))
        let isRequired = object.optional("required", .boolean)
        let standard = object.optional("default", .any)
        // A type that is wrong has its mistake; what would fit it, nobody knows.
        guard let source, type != nil || !object.has("type") else { return nil }
        let effective = type ?? Self.naturalType(of: source, object.place("constant"))
        checkType(effective, source)
        checkDefault(effective, source, isRequired: isRequired ?? false)
        return Parameter(
            name: name, source: source, type: effective, isRequired: isRequired ?? false,
            defaultValue: standard)
    }

    private func readSource() -> Parameter.Source? {
        let column = object.optional("column", .name)
        let constant = object.optional("constant", .any)
        let context = object.optional("context", .oneOf(ContextField.self))
        let template = object.optional("template", .template)
        let given = Self.sources.filter { object.has($0) }
        guard given.count == 1 else {
            place.mistake(
                "must have exactly one of \"column\", \"constant\", \"context\" and \"template\"",
                mend: given.isEmpty
                    ? #"add "column": "\#(PrintableText.escaped(name.uppercased(), max: 64))""#
                    : "keep one of \(given.map { "\"\($0)\"" }.joined(separator: ", "))")
            return nil
        }
        return column.map { .column($0) } ?? constant.map { .constant($0) }
            ?? context.map { .context($0) } ?? template.map { .template($0) }
    }

    /// The type where the file names none: a constant has its own, everything else is text.
    private static func naturalType(
        of source: Parameter.Source, _ constant: Place?
    ) -> Parameter.ValueType {
        guard case .constant = source, let kind = constant?.value.kind else { return .string }
        return switch kind {
        case .string: .string
        case .number: .number
        case .boolean: .boolean
        case .null, .array, .object: .json
        }
    }

    private func checkType(_ type: Parameter.ValueType, _ source: Parameter.Source) {
        switch source {
        case .column: return
        case .constant:
            guard let constant = object.place("constant"), !type.fits(constant.value.kind) else {
                return
            }
            constant.mistake(
                "must be a \(type.rawValue), as \"type\" says",
                mend: type.mend(for: constant.value) + ", or leave \"type\" out")
        case .context, .template:
            guard type != .string, let place = object.place("type") else { return }
            place.mistake(
                "must be \"string\": an id of the invocation and a template are text",
                mend: "leave \"type\" out; a number comes from a \"column\" or a \"constant\"")
        }
    }

    private func checkDefault(
        _ type: Parameter.ValueType, _ source: Parameter.Source, isRequired: Bool
    ) {
        if let standard = object.place("default") {
            let kind = standard.value.kind
            if isRequired {
                standard.mistake(
                    "contradicts \"required\": a value that must be there needs no default",
                    mend: "remove \"default\" or \"required\"")
            } else if kind != .null, !type.fits(kind) {
                standard.mistake(
                    "must be a \(type.rawValue) (or null), as the parameter is",
                    mend: type.mend(for: standard.value))
            }
        }
        switch source {
        case .column, .template: return
        case .constant, .context:
            for key in ["default", "required"] {
                object.place(key)?.warning(
                    "has no effect: this parameter is there for every row", mend: "remove it")
            }
        }
    }
}

extension Parameter.ValueType {
    /// Whether a value of this kind is what the type names.
    func fits(_ kind: JSONKind) -> Bool {
        switch self {
        case .string: kind == .string
        case .number: kind == .number
        case .boolean: kind == .boolean
        case .json: true
        }
    }

    /// What to write instead of a value of another kind.
    fileprivate func mend(for value: JSONValue) -> String {
        let text = value.string ?? ""
        switch self {
        case .string where value.kind == .number || value.kind == .boolean:
            return "write \"\(String(decoding: value.bytes, as: UTF8.self))\", in quotes"
        case .number where JSONScan.isNumber(Array(text.utf8), 0..<text.utf8.count),
            .boolean where text == "true" || text == "false":
            return "write \(text), without quotes"
        case .string, .number, .boolean, .json:
            return "write a \(rawValue)"
        }
    }
}

extension ValueReader<[UInt8]> {
    /// Any JSON, as it stands in the text.
    static var any: Self { ValueReader { Array($0.value.bytes) } }
}

extension ValueReader<[Parameter.TemplatePart]> {
    static var template: Self {
        ValueReader { place in
            guard let text = ValueReader<String>.string.read(place) else { return nil }
            let parts: [Parameter.TemplatePart]
            do throws(TextFault) {
                parts = try TemplateText.parse(text)
            } catch {
                place.mistake(error.problem, mend: error.mend)
                return nil
            }
            let hasColumn = parts.contains { part in
                if case .column = part { true } else { false }
            }
            if !hasColumn {
                place.warning(
                    "holds no {{COLUMN}}: it is the same for every row",
                    mend: "put the column's name into double braces, or use \"constant\"")
            }
            return parts
        }
    }
}
