import JSON
import Service

/// All findings, for people and for programs.
struct DoctorReport {
    let findings: [Finding]

    /// Nothing failed.
    var isWell: Bool { count(.fail) == 0 }

    private func count(_ verdict: Finding.Verdict) -> Int {
        findings.count { $0.verdict == verdict }
    }

    private static let verdictWidth = 5
    private static let checkWidth = 14

    var text: String {
        let indent = Self.verdictWidth + 1 + Self.checkWidth
        let room = max(30, Console.width - indent)
        var lines: [String] = []
        for finding in findings {
            let verdict = Self.word(finding.verdict)
            let start =
                DisplayWidth.fit(verdict, Self.verdictWidth) + " "
                + DisplayWidth.fit(finding.check.rawValue, Self.checkWidth)
            let blank = String(repeating: " ", count: indent)
            var texts = DisplayWidth.wrap(
                PrintableText.escaped("\(finding.subject): \(finding.text)", max: 2_000), room)
            if let mend = finding.mend {
                texts += DisplayWidth.wrap("mend: \(PrintableText.escaped(mend))", room)
            }
            lines += texts.enumerated().map { ($0 == 0 ? start : blank) + $1 }
        }
        lines += [
            "",
            "\(count(.fail)) failed, \(count(.warn)) doubtful, \(count(.ok)) in order, "
                + "\(count(.skipped)) not tried",
        ]
        return lines.joined(separator: "\n")
    }

    private static func word(_ verdict: Finding.Verdict) -> String {
        switch verdict {
        case .ok: "ok"
        case .warn: "WARN"
        case .fail: "FAIL"
        case .skipped: "-"
        }
    }

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("isWell")
        writer.boolean(isWell)
        writer.key("findings")
        writer.beginArray()
        for finding in findings {
            writer.beginObject()
            for (name, value) in [
                ("check", finding.check.rawValue), ("subject", finding.subject),
                ("verdict", finding.verdict.rawValue), ("text", finding.text),
            ] {
                writer.key(name)
                writer.string(value)
            }
            writer.key("mend")
            if let mend = finding.mend { writer.string(mend) } else { writer.null() }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
