import Bridge
import JSON
import MPO

extension ValueReader<[Mapping]> {
    static var mappings: Self {
        ValueReader { place in
            var read: [(mapping: Mapping, place: Place)] = []
            var pathsByName: [String: String] = [:]
            _ = place.elements { element -> Mapping? in
                noteRepeatedName(element, &pathsByName)
                guard let mapping = ValueReader<Mapping>.mapping.read(element) else { return nil }
                read.append((mapping, element))
                return mapping
            }
            guard place.value.kind == .array else { return nil }
            if place.hasNoElement {
                place.mistake(
                    "must hold at least one mapping: without any, every invoke is answered 404",
                    mend: #"write [{"name": "…", "processID": 66305}]"#)
            }
            noteUnreachable(read)
            return read.map(\.mapping)
        }
    }

    private static func noteRepeatedName(_ element: Place, _ pathsByName: inout [String: String]) {
        guard let place = element.member("name"), let name = place.value.string else { return }
        if let first = pathsByName[name] {
            place.mistake(
                "is the name of \(first) already",
                mend: "write a name of its own: it stands in logs, metrics and commands")
        } else {
            pathsByName[name] = element.path
        }
    }

    /// The first mapping that matches wins, so one that asks for all that an earlier one asks for
    /// never does.
    private static func noteUnreachable(_ read: [(mapping: Mapping, place: Place)]) {
        let sound = read.filter { isMatchWhole($0.mapping, $0.place) }
        for (index, later) in sound.enumerated() {
            let earlier = sound[..<index].first { earlier in
                earlier.mapping.match.allSatisfy { later.mapping.match[$0] == $1 }
            }
            guard let earlier else { continue }
            let name = PrintableText.escaped(earlier.mapping.name)
            let extent =
                earlier.mapping.match.isEmpty ? "everything" : "all that this one matches"
            (later.place.member("match") ?? later.place).mistake(
                "can never win: \(earlier.place.path) (\"\(name)\") stands before it and matches "
                    + extent,
                mend: "move this mapping above \"\(name)\", or narrow the match of \"\(name)\"",
                showsValue: false)
        }
    }

    /// A match of which a part is wrong has its mistakes already, and says nothing about the rest.
    private static func isMatchWhole(_ mapping: Mapping, _ place: Place) -> Bool {
        guard let match = place.member("match")?.value else { return true }
        return match.kind == .object && Array(match.members).count == mapping.match.count
    }
}

extension ValueReader<Mapping> {
    static var mapping: Self {
        ValueReader { place in
            place.object { object in
                let name = object.required(
                    "name", .mappingName, example: "\"\(MappingName.proposal(place))\"")
                let match = object.value("match", .match, default: [:])
                let processID = object.required("processID", .processID, example: "66305")
                let processField = object.value(
                    "processField", .operationField, default: "processID")
                let extra = object.value("extra", .extra, default: [])
                let parameters = object.optional("parameters", .parameters)
                let result = object.value(
                    "result", .resultRule, default: ResultRule(pointer: "/info", columns: nil))
                let operationsPerCall = object.value(
                    "operationsPerCall", .integer(1...Limits.operationsPerCallMax), default: 1)
                let onUnknown = object.value(
                    "onUnknown", .oneOf(UnknownPolicy.self), default: .report)
                let callsInFlightMax = object.optional("callsInFlightMax", .integer(1...1_000))
                let operationsPerSecondMax = object.optional(
                    "operationsPerSecondMax", .integer(1...1_000_000))
                if extra.contains(where: { $0.name == processField }) {
                    object.place("extra")?.member(processField)?.mistake(
                        "is the field that carries the processID",
                        mend: "remove it here, or name another processField")
                }
                guard let name, let processID else { return nil }
                return Mapping(
                    name: name, match: match, processID: processID, processField: processField,
                    extra: extra, parameters: parameters, result: result,
                    operationsPerCall: operationsPerCall, onUnknown: onUnknown,
                    callsInFlightMax: callsInFlightMax,
                    operationsPerSecondMax: operationsPerSecondMax, text: Array(place.value.bytes))
            }
        }
    }
}

extension ValueReader<[ContextField: String]> {
    static var match: Self {
        ValueReader { place in
            place.object { object in
                var match: [ContextField: String] = [:]
                for field in ContextField.allCases {
                    match[field] = object.optional(field.rawValue, .name)
                }
                return match
            }
        }
    }
}

extension ValueReader<[UInt8]> {
    /// A positive integer as it is written, or a string that is not empty: JSON text either way.
    static var processID: Self {
        ValueReader { place in
            let bytes = Array(place.value.bytes)
            switch place.value.kind {
            case .number where bytes.allSatisfy({ ASCII.isDigit($0) }) && bytes != [0x30]:
                return bytes
            case .string where place.value.string != "":
                return bytes
            default:
                place.mistake(
                    "must be the number of a process, or an alias in quotes",
                    mend: "write the number as MPO shows it, such as 66305")
                return nil
            }
        }
    }
}

extension ValueReader<String> {
    /// Stands in logs, metrics and commands.
    static var mappingName: Self {
        ValueReader { place in
            guard let text = string.read(place) else { return nil }
            let isPlain = text.utf8.allSatisfy {
                ASCII.isUnreserved($0) && $0 != UInt8(ascii: "~")
            }
            guard (1...64).contains(text.utf8.count), isPlain else {
                place.mistake(
                    "must be 1 to 64 letters, digits, '-', '_' or '.'",
                    mend: "write \"\(MappingName.proposal(for: text))\"")
                return nil
            }
            return text
        }
    }

    /// The name of an operation's field that is the mapping's to choose.
    static var operationField: Self {
        ValueReader { place in
            guard let text = name.read(place) else { return nil }
            return OperationField.check(text, at: place) ? text : nil
        }
    }
}

/// Names for mappings that have none yet, or none that can be used.
enum MappingName {
    private static let charactersMax = 64

    /// By its place among the others, so that no two of them get the same.
    static func proposal(_ place: Place) -> String {
        let index = Int(place.path.filter { $0.isNumber }) ?? 0
        return "mapping-\(index + 1)"
    }

    /// The text with a dash for whatever may not stand in a name.
    static func proposal(for text: String) -> String {
        let words = text.prefix(charactersMax).split { character in
            !character.utf8.allSatisfy { ASCII.isUnreserved($0) && $0 != UInt8(ascii: "~") }
        }
        return words.isEmpty ? "mapping-1" : words.joined(separator: "-")
    }
}

/// The fields that the bridge itself puts into a call and its operations.
enum OperationField {
    static let fixed = OperationTemplate.ownFields.union(["timeout"])

    static func check(_ name: String, at place: Place) -> Bool {
        guard fixed.contains(name) else { return true }
        place.mistake(
            "must not be \"\(name)\", a field that the bridge itself writes",
            mend: "write another name; taken are \(fixed.joined(separator: ", "))",
            showsValue: false)
        return false
    }
}

extension ValueReader<[ConstantField]> {
    static var extra: Self {
        ValueReader { place in
            place.object { object in
                object.allMembers().compactMap { key, member -> ConstantField? in
                    guard OperationField.check(key, at: member) else { return nil }
                    guard !key.isEmpty else {
                        member.mistake(
                            "must have a name", mend: #"write a field such as "company_id""#)
                        return nil
                    }
                    return ConstantField(name: key, value: Array(member.value.bytes))
                }
            }
        }
    }
}

extension ValueReader<ResultRule> {
    static var resultRule: Self {
        ValueReader { place in
            place.object { object in
                ResultRule(
                    pointer: object.value("pointer", .pointer, default: "/info"),
                    columns: object.optional("columns", .resultColumns))
            }
        }
    }
}

extension ValueReader<[ResultRule.Column]> {
    static var resultColumns: Self {
        ValueReader { place in
            place.object { object in
                var pathsByName: [String: String] = [:]
                return object.allMembers().compactMap { key, member -> ResultRule.Column? in
                    noteColumnName(key, member, &pathsByName)
                    return ValueReader<String>.pointer.read(member).map {
                        ResultRule.Column(name: key, pointer: $0)
                    }
                }
            }
        }
    }

    /// Columns are compared without regard to case.
    private static func noteColumnName(
        _ name: String, _ place: Place, _ pathsByName: inout [String: String]
    ) {
        let folded = name.lowercased()
        if name.isEmpty {
            place.mistake("must have a name", mend: "write the name of an output column")
        } else if folded.hasPrefix(SpecialColumn.prefix) {
            place.mistake(
                "is a column that the bridge itself fills",
                mend: "remove it: correlation id, status and error message come by themselves")
        } else if let first = pathsByName[folded] {
            place.mistake(
                "is the same column as \(first), case aside", mend: "remove one of the two")
        }
        pathsByName[folded] = pathsByName[folded] ?? place.path
    }
}
