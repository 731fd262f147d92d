import JSON

/// What became of an act.
struct ActReport {
    private let act: JSONValue

    init(_ act: JSONValue) { self.act = act }

    func print(json: Bool) {
        guard json else {
            Console.print(text)
            return
        }
        Console.print(bytes: AdminText.line(act.bytes))
    }

    private var text: String {
        let number = AdminText.number(act["number"])
        let done = act["rows"]?.integer ?? 0
        let skipped = act["skipped"]?.integer ?? 0
        let what =
            switch act["verb"]?.string {
            case "retry": "sent again"
            case "resolve": "resolved"
            default: "resumed"
            }
        let noun = act["verb"]?.string == "resume" ? "invocation" : "row"
        var text =
            "act \(number): \(ProgressLine.grouped(done)) \(noun)\(done == 1 ? "" : "s")"
            + " \(what)"
        if skipped > 0 { text += ", \(ProgressLine.grouped(skipped)) left as they are" }
        if act["endedAt"]?.string == nil { text += " so far; it goes on" }
        if let note = act["note"]?.string, !note.isEmpty {
            text += " (\(AdminText.word(act["note"])))"
        }
        return text
    }
}
