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
            facts.add("reason", AdminText.word(answer["reason"]))
        }
        facts.add("reference", AdminText.word(answer["reference"]))
        addAttempts(&facts)
        addReports(&facts)
        facts.addNext(answer["next"])
        addCells(&facts)
        return facts.text
    }

    private func addAttempts(_ facts: inout FactList) {
        let attempts = answer["attempts"]?.elements.map { $0 } ?? []
        if attempts.isEmpty { facts.add("attempts", "none that has ended") }
        for attempt in attempts {
            let reason = attempt["reason"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            facts.add(
                "attempt \(AdminText.number(attempt["number"]))",
                "\(AdminText.time(attempt["sentAt"])), "
                    + "\(AdminText.number(attempt["milliseconds"])) ms: "
                    + AdminText.word(attempt["class"])
                    + (reason == nil ? "" : ": \(AdminText.word(attempt["reason"]))"))
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
            facts.add("cells", "masked, as is the result: --cells shows both")
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
