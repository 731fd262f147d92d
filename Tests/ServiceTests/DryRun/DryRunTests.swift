import Bridge
import Foundation
import JSON
import MPO
import Testing

@testable import Service

@Suite struct `A dry run` {
    private let secrets = KeptSecrets(
        bytes: Array(repeating: UInt8(ascii: "k"), count: 64))

    private func configuration(_ mappings: String) throws -> Configuration {
        let text = """
            { "receiver": { "listen": "127.0.0.1:0" }, "store": { "path": "/b.db" },
              "ams": { "installs": [ { "installId": "i", "secret": { "file": "/s" } } ],
                       "endpoints": { "allowedHosts": ["a.example.com"] } },
              "mpo": { "syncURL": "https://a.example.com", "apiUser": "1",
                       "apiSecret": { "file": "/s" } },
              "mappings": \(mappings) }
            """
        return try Configuration.load(text: Array(text.utf8), secrets: secrets).get()
    }

    private func data(_ text: String) throws -> DryRunData { try DryRunData(Array(text.utf8)) }

    private func texts(_ run: DryRun) -> [String] {
        run.map { row in
            switch row.operation {
            case .success(let operation): String(decoding: operation, as: UTF8.self)
            case .failure(let fault): "\(fault.parameter ?? "-"): \(fault.reason)"
            }
        }
    }

    private let invoke = """
        { "instanceContext": { "appId": "a", "installId": "i", "instanceId": "n", "serviceId": "s",
            "tenantId": "t", "productId": "p", "secret": "very secret",
            "recordDefinition": {
              "inputParameters": [ { "name": "appcloud_row_correlation_id", "dataType": "Text" },
                { "name": "CITY", "dataType": "Text" }, { "name": "AMOUNT", "dataType": "Text" } ],
              "outputParameters": [ { "name": "appcloud_row_correlation_id" } ] } },
          "dataSet": { "id": "d", "size": 3,
            "rows": [ ["1", "Köln", "12.50"], ["2", "", "x"], ["3", "Rom"] ] } }
        """

    private let one = """
        [ { "name": "other", "match": { "serviceId": "z", "tenantId": "t" }, "processID": 1 },
          { "name": "one", "match": { "serviceId": "s" }, "processID": 66305,
            "extra": { "company_id": "i1" },
            "parameters": { "city": { "column": "city" }, "channel": { "constant": "web" },
                            "amount": { "column": "AMOUNT", "type": "number" },
                            "tenant": { "context": "tenantId" } } } ]
        """

    @Test func `makes the operations that production makes, and tells each fault by column`()
        throws
    {
        let configuration = try configuration(one)
        let data = try data(invoke)
        let context = try #require(data.context)
        let mapping = try #require(MappingChoice(configuration, for: context).chosen)
        let run = DryRun(mapping, of: configuration, on: data)
        let texts = texts(run)
        #expect(texts.count == 3)
        #expect(
            texts[0]
                == #"{"processID":66305,"type":"create","obj":"task","#
                + #""ref":"00000000-0000-0000-0000-000000000000-0","company_id":"i1","#
                + #""data":{"city":"Köln","channel":"web","amount":12.50,"tenant":"t"}}"#)
        #expect(texts[1] == "amount: parameter amount: the cell is no number")
        #expect(texts[2] == "-: the row has 2 cells, its data set 3 columns")
        let masked = run.masked(Array(texts[0].utf8))
        #expect(
            String(decoding: masked, as: UTF8.self).hasSuffix(
                #""data":{"city":"•••","channel":"web","amount":"•••","tenant":"t"}}"#))
    }

    @Test func `tells which mapping matches, and why none before it does`() throws {
        let configuration = try configuration(one)
        let choice = MappingChoice(configuration, for: try #require(data(invoke).context))
        #expect(choice.chosen?.name == "one")
        #expect(choice.passedOver.map(\.name) == ["other"])
        #expect(
            choice.passedOver[0].differences
                == [.init(field: .serviceID, wanted: "z", found: "s")])
    }

    @Test func `tells what becomes of each column, and which are not there`() throws {
        let configuration = try configuration(
            """
            [ { "name": "m", "processID": 1, "parameters": {
                  "a": { "column": "city" }, "b": { "template": "{{CITY}} {{NAME}}" },
                  "c": { "column": "x" }, "d": { "column": "y", "default": 1, "type": "number" },
                  "e": { "column": "z", "required": true } } } ]
            """)
        let coverage = ColumnCoverage(
            configuration.mappings[0],
            columns: ["appcloud_row_correlation_id", "CITY", "AMOUNT"])
        #expect(coverage.columns.map(\.use) == [.special, .parameters(["a", "b"]), .unused])
        #expect(coverage.missing.map(\.column) == ["NAME", "x", "y", "z"])
        #expect(coverage.missing.map(\.failsRows) == [true, false, false, true])
    }

    @Test func `takes every column where a mapping names no parameters`() throws {
        let configuration = try configuration(#"[ { "name": "m", "processID": 1 } ]"#)
        let coverage = ColumnCoverage(
            configuration.mappings[0], columns: ["appcloud_row_correlation_id", "A", "a"])
        #expect(coverage.columns.map(\.use) == [.special, .parameters(["A"]), .unused])
    }

    @Test func `reads objects as rows, with the ids that the mapping matches`() throws {
        let configuration = try configuration(
            """
            [ { "name": "m", "match": { "tenantId": "bank" }, "processID": "p",
                "parameters": { "a": { "column": "A" }, "t": { "context": "tenantId" },
                                "s": { "context": "serviceId" } } } ]
            """)
        let data = try data(#"[ {"B": 1, "A": "x"}, {"A": 2} , {} ]"#)
        #expect(data.context == nil)
        #expect(data.columns == ["B", "A"])
        let texts = texts(DryRun(configuration.mappings[0], of: configuration, on: data))
        #expect(texts[0].hasSuffix(#""data":{"a":"x","t":"bank","s":"<serviceId>"}}"#))
        #expect(texts[1].hasSuffix(#""data":{"a":"2","t":"bank","s":"<serviceId>"}}"#))
        #expect(texts[2].hasSuffix(#""data":{"t":"bank","s":"<serviceId>"}}"#))
    }

    @Test func `reads a page of an export`() throws {
        let data = try data(
            """
            { "fieldDefinitions": [ { "name": "A" } ],
              "dataSet": { "id": "d", "rows": [ ["x"], ["y"] ], "size": 2 } }
            """)
        #expect(data.columns == ["A"])
        let configuration = try configuration(#"[ { "name": "m", "processID": 1 } ]"#)
        #expect(texts(DryRun(configuration.mappings[0], of: configuration, on: data)).count == 2)
    }

    @Test(arguments: [
        ("[1]", "$[0] must be an object"), ("{", "is not valid JSON"),
        (#"{"dataSet": {"rows": [["x"]]}}"#, "$.fieldDefinitions: is missing"),
        (#"{"instanceContext": {}}"#, "$.dataSet: is missing"),
        ("7", "must be an object"),
    ])
    func `says what is wrong with its rows`(_ text: String, _ problem: String) {
        #expect {
            try data(text)
        } throws: { error in
            (error as? DryRunDataError)?.problem.contains(problem) == true
        }
    }

    @Test func `tells two operations apart by what is in them`() throws {
        let differences = OperationDifference.between(
            Array(#"{"processID":1,"data":{"a":1,"b":"x","c":3}}"#.utf8),
            Array(#"{"processID":2,"data":{"a":1.0,"c":3,"d":null}}"#.utf8))
        #expect(
            differences.map(\.place)
                == [.field("processID"), .parameter("a"), .parameter("b"), .parameter("d")])
        #expect(differences[2].to == nil && differences[3].from == nil)
        #expect(differences[3].to?.isNull == true)
    }
}

/// The same secret wherever one is asked for.
private struct KeptSecrets: SecretSource {
    let bytes: [UInt8]

    func bytes(of reference: SecretReference) throws(SecretError) -> [UInt8] { bytes }
}
