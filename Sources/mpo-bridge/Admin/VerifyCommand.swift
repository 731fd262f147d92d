import Bridge
import JSON
import Service
import Store

/// `mpo-bridge verify`
enum VerifyCommand: Command {
    static let name = "verify"
    static let summary = "Check that a store is whole and agrees with itself."
    static let help = """
        usage: mpo-bridge verify [--store FILE | --config FILE] [--key FILE] [--json]

          --store FILE   the store; /var/lib/mpo-bridge/bridge.db unless given
          --config FILE  take store.path and store.key from this configuration
          --key FILE     the key that the values are sealed with
          --json         print the report as JSON

        Reads the file itself, beside a running daemon or without one, and changes
        nothing: first SQLite's own check of every page, then whether the counters,
        cursors and records of each invocation agree. Sealed values are opened with the
        key; without it they are not looked at, and a line says so.

        Beside a store that is closed, or a backup, it leaves no file.

        Exit status 0: sound. 1: something is wrong, each told with what it means.

        example: mpo-bridge verify --config /etc/mpo-bridge/bridge.json
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let json = arguments.flag("--json")
        let keys = try StoreKeys(&arguments, needsPrevious: false)
        let path = keys.path
        try arguments.finish()
        try StoreFile.check(path)
        let report: VerificationReport
        do throws(StoreError) {
            report = try StoreVerification.run(path: path, key: keys.key) { line in
                if !json { Console.error(PrintableText.escaped(line)) }
            }
        } catch {
            throw StoreFile.failure(error, path)
        }
        if json {
            Console.print(bytes: AdminText.line(Self.json(report, path)))
        } else {
            Console.print(text(report, path))
        }
        return report.isSound ? .ok : .failed
    }

    private static func text(_ report: VerificationReport, _ path: String) -> String {
        var lines = report.findings.map { "wrong: \(PrintableText.escaped($0.description))" }
        if report.findingsUntold > 0 { lines.append("and \(report.findingsUntold) more") }
        let counts =
            [
                (report.invocations, "invocation"), (report.rows, "row"),
                (report.records, "record"),
            ].map { "\(ProgressLine.grouped($0.0)) \($0.1)\($0.0 == 1 ? "" : "s")" }
            .joined(separator: ", ")
        lines.append("\(path): \(report.isSound ? "sound" : "NOT sound") (\(counts))")
        return lines.joined(separator: "\n")
    }

    private static func json(_ report: VerificationReport, _ path: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("store")
        writer.string(path)
        writer.key("isSound")
        writer.boolean(report.isSound)
        for (name, count) in [
            ("invocations", report.invocations), ("rows", report.rows),
            ("records", report.records), ("findingsUntold", report.findingsUntold),
        ] {
            writer.key(name)
            writer.integer(count)
        }
        writer.key("findings")
        writer.beginArray()
        for finding in report.findings {
            writer.beginObject()
            writer.key("invocation")
            if let id = finding.invocation { writer.string(id.text) } else { writer.null() }
            writer.key("what")
            writer.string(finding.what)
            writer.key("meaning")
            writer.string(finding.meaning)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
