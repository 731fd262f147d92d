import Foundation
import JSON
import Service
import Testing

@Suite struct `A configuration full of mistakes` {
    /// One mistake at each `▶`, and no other.
    private static let text = #"""
        {
          "receiver": {
            "listen": ▶8443, "path": ▶"invoke", "bodyMax": ▶"32 mb", "connectionsMax": ▶"500",
            "tls": ▶{ "privateKey": ▶"tls.key" }, "allowPlainHTTP": ▶"no",
            "limits": { "headerTimeout": ▶"0s", "headerBytesMax": ▶2048, ▶"idle": "5s" }
          },
          "store": { "path": ▶"bridge.db", "retention": ▶30, "queuedRowsMax": ▶0 },
          "ams": {
            "installs": [
              { "installId": "install-1", "secret": ▶"s3cret" },
              ▶{ "secret": { "credential": ▶"a/b" } },
              { "installId": ▶"install-1", "secret": { "file": ▶"secret" } }
            ],
            "endpoints": {
              "allowedHosts": [▶"*", ▶"https://api.example.com"], "allowHTTP": ▶0, "caFile": ▶""
            },
            "tokenLeeway": ▶"6m", "pullPageMax": ▶1001, "duplicateWindow": ▶"1h30m",
            "callTimeout": "10s", "connectTimeout": ▶"20s", "callsInFlightMax": ▶1.5
          },
          "mpo": {
            "syncURL": ▶"https://TENANT-syncapi.mpo.mambu.com", "mainURL": ▶"http://acme.example",
            "apiUser": ▶220, "apiSecret": ▶{ }, "digest": ▶"sha265", "timeout": ▶"1500ms",
            "duplicatePhrases": ▶[], "retry503": ▶null
          },
          "mappings": [
            {
              "name": ▶"loan offer", "match": { ▶"serviceID": "s" }, "processID": ▶0,
              "extra": { "ref": ▶1 },
              "parameters": {
                "city": ▶{ "colum": 1, "constant": 1, "column": "A" },
                "amount": { "column": "AMOUNT", "type": ▶"integer" },
                "greeting": { "template": ▶"Hello {{NAME" }
              },
              "result": { "pointer": ▶"info" }, "operationsPerCall": ▶0, "onUnknown": ▶"holt"
            }
          ],
          "admin": { "socket": ▶"admin.sock", "metrics": ▶"9464" },
          "log": { "format": ▶"jsno", "level": ▶"verbose" },
          ▶"metrics": {}
        }
        """#

    /// Where the marks stand, line and column.
    private static var marks: [[Int]] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap {
            index, line in
            line.enumerated().filter { $0.element == "▶" }.enumerated().map {
                // The marks before it are taken out of the line as well.
                [index + 1, $0.element.offset - $0.offset + 1]
            }
        }
    }

    @Test func `is told all of them at once, each at its place and with a mend`() {
        let found = ConfigurationSample.mistakes(Self.text.filter { $0 != "▶" })
        let places = found.mistakes.map { [$0.line, $0.column] }
        #expect(places.count >= 50)
        let marks = Self.marks
        for mark in marks { #expect(places.contains(mark), "nothing is found at \(mark)") }
        // A misspelt key beside the right ones is a second thing at the same parameter.
        let others = found.mistakes.filter { !marks.contains([$0.line, $0.column]) }
        #expect(others.map(\.path) == ["mappings[0].parameters.city.colum"], "\(others)")
        #expect(found.mistakes.allSatisfy { !$0.mend.isEmpty && !$0.problem.isEmpty })
        #expect(places == places.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) })
        #expect(!found.description.contains("s3cret"))
    }

    @Test func `is told of missing files and folders beside them`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "mistakes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "bridge.json").path
        let text = ConfigurationSample.text(
            replacing: #""path": "/bridge.db""#, with: #""path": "/nowhere/bridge.db""#
        )
        .replacing(#""/admin.sock""#, with: #""/run/mpo-bridge/admin.sock""#)
        .replacing(#""sha256""#, with: #""sha265""#)
        .replacing(#""127.0.0.1:9464""#, with: #""0.0.0.0:9464""#)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        func found(_ use: ConfigurationUse) -> ConfigurationMistakes {
            let findings = Configuration.examine(path: file, secrets: KnownSecrets(), for: use)
            #expect(findings.configuration == nil)
            return findings.found
        }
        let start = found(.start)
        #expect(start.warnings.map(\.path) == ["admin.metrics"])
        #expect(
            Set(start.mistakes.map(\.path)).isSuperset(of: [
                "mpo.digest", "store.path", "receiver.tls.certificate", "ams.endpoints.caFile",
            ]))
        // The unit makes its own folders; where they are there already, nothing is said of them.
        let check = found(.check)
        #expect(
            check.mistakes.map(\.path)
                == start.mistakes.map(\.path).filter { path in
                    path != "admin.socket"
                })
    }
}
