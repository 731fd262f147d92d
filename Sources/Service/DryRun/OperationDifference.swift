package import JSON

/// What is different between the operations that two configurations make of a row.
package struct OperationDifference: Sendable {
    /// A parameter of the task, or a field of the operation beside them.
    package enum Place: Hashable, Sendable {
        case field(String)
        case parameter(String)
    }

    package let place: Place
    /// `nil` where it is not there.
    package let from: JSONValue?
    package let to: JSONValue?

    /// All of them: in the order of the first operation, then what only the second one has.
    package static func between(_ from: [UInt8], _ to: [UInt8]) -> [OperationDifference] {
        let (from, to) = (JSONText(trusted: from).root, JSONText(trusted: to).root)
        return differences(from, to) { $0 == "data" ? nil : .field($0) }
            + differences(from["data"], to["data"]) { .parameter($0) }
    }

    private static func differences(
        _ from: JSONValue?, _ to: JSONValue?, _ place: (String) -> Place?
    ) -> [OperationDifference] {
        var found: [OperationDifference] = []
        var seen: Set<String> = []
        for member in from.map({ Array($0.members) }) ?? [] {
            let name = member.name.string ?? ""
            seen.insert(name)
            let other = to?[name]
            guard other?.bytes != member.value.bytes, let place = place(name) else { continue }
            found.append(OperationDifference(place: place, from: member.value, to: other))
        }
        for member in to.map({ Array($0.members) }) ?? [] {
            let name = member.name.string ?? ""
            guard seen.insert(name).inserted, let place = place(name) else { continue }
            found.append(OperationDifference(place: place, from: nil, to: member.value))
        }
        return found
    }
}
