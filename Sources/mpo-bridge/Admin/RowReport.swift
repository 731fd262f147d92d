import JSON
import Service

/// A row's life for people.
struct RowReport {
    private let answer: JSONValue

    init(_ answer: JSONValue) { self.answer = answer }

    var text: String {
        var facts = FactList()
        let row = answer["row"]?.integer.map { String($0) } ?? ""
        facts.add("row", "\(row) of invocation \(AdminText.word(answer["invocation"]))")
        facts.add("mapping", AdminText.word(answer["mapping"]))
        let since =
            answer["since"]?.string == nil ? "" : " since \(AdminText.time(answer["since"])) (UTC)"
        facts.add("state", AdminText.word(answer["state"]) + since)
        if let reason = answer["reason"]?.string, !reason.isEmpty {
            let act = answer["act"]?.integer.map { " (said by an operator: act \($0))" } ?? ""
            facts.add("reason", AdminText.word(answer["reason"]) + act)
        }
        facts.add("reference", AdminText.word(answer["reference"]))
        addSteps(&facts)
        addAttempts(&facts)
        addActs(&facts)
        addReports(&facts)
        facts.addNext(answer["next"])
        addCells(&facts)
        return facts.text
    }

    private func addSteps(_ facts: inout FactList) {
        for (index, step) in (answer["steps"]?.elements.map { $0 } ?? []).enumerated() {
            facts.add(index == 0 ? "maps" : "", RowStepText.text(of: step))
        }
        if answer["fault"]?.string != nil {
            facts.add("operation", "none: \(AdminText.word(answer["fault"]))")
        } else if answer["operation"]?.isNull == false {
            let isSent = answer["attempts"]?[0] != nil
            facts.add("operation", (isSent ? "" : "would be ") + Self.spaced(answer["operation"]))
        }
    }

    /// JSON with room behind its commas, so that it is parted between members.
    private static func spaced(_ value: JSONValue?) -> String {
        var isInString = false
        var isEscaped = false
        return json(value).reduce(into: "") { text, character in
            text.append(character)
            if isInString {
                if character == "\"", !isEscaped { isInString = false }
                isEscaped = character == "\\" && !isEscaped
            } else if character == "\"" {
                isInString = true
            } else if character == "," {
                text.append(" ")
            }
        }
    }

    private func addAttempts(_ facts: inout FactList) {
        let attempts = answer["attempts"]?.elements.map { $0 } ?? []
        if attempts.isEmpty { facts.add("attempts", "none: nothing was sent") }
        for attempt in attempts {
            facts.add("attempt \(AdminText.number(attempt["number"]))", Self.attempt(attempt))
        }
    }

    private static func attempt(_ attempt: JSONValue) -> String {
        guard attempt["class"]?.string != nil else {
            let since = attempt["sentAt"]?.string == nil ? "" : AdminText.time(attempt["sentAt"])
            return "under way" + (since.isEmpty ? "" : " since \(since)")
        }
        let reason = attempt["reason"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let outcome =
            AdminText.word(attempt["class"])
            + (reason == nil ? "" : ": \(AdminText.word(attempt["reason"]))")
        guard attempt["sentAt"]?.string != nil else { return outcome }
        return "\(AdminText.time(attempt["sentAt"])), "
            + "\(AdminText.number(attempt["milliseconds"])) ms: \(outcome)"
    }

    private func addActs(_ facts: inout FactList) {
        for act in answer["acts"]?.elements.map({ $0 }) ?? [] {
            let scope = act["scope"]
            let rows =
                scope?["row"]?.integer != nil
                ? "this row"
                : "\(scope?["state"]?.string == nil ? "all" : AdminText.word(scope?["state"])) rows"
                    + (scope?["invocation"]?.string == nil ? "" : " of this invocation")
            facts.add(
                "act \(AdminText.number(act["number"]))",
                "\(AdminText.time(act["at"])), \(AdminText.word(act["operator"])): "
                    + "\(AdminText.word(act["verb"])) \(rows)")
        }
    }

    private func addReports(_ facts: inout FactList) {
        let batches = answer["reported"]?.elements.map { $0 } ?? []
        if batches.isEmpty { facts.add("reported", "not yet") }
        for (index, batch) in batches.enumerated() {
            let pushes = batch["pushes"]?.integer ?? 1
            facts.add(
                index == 0 ? "reported" : "corrected",
                "\(AdminText.time(batch["at"])) in batch \(AdminText.number(batch["batch"]))"
                    + (pushes > 1 ? ", which took \(pushes) pushes" : ""))
        }
    }

    private func addCells(_ facts: inout FactList) {
        guard answer["masked"]?[0] == nil else {
            facts.add("cells", "masked, as is the result: --cells shows them")
            return
        }
        for cell in answer["cells"]?.elements.map({ $0 }) ?? [] {
            facts.add("cell", "\(AdminText.word(cell["column"])) = \(Self.json(cell["value"]))")
        }
        facts.add("result", Self.json(answer["result"]))
    }

    /// A value as it is written, cut.
    private static func json(_ value: JSONValue?) -> String {
        guard let value, !value.isNull else { return "-" }
        return PrintableText.escaped(String(decoding: value.bytes, as: UTF8.self), max: 4_000)
    }
}
