import Bridge
import JSON
import MPO
import Testing

@Suite struct `A call's body` {
    private static let template = OperationTemplate(Sample.mapping(), sendsReference: true)

    @Test func `is the documents' sample`() {
        // `mpo-sync-api`, "Example", without its white space.
        let template = OperationTemplate(
            Sample.mapping(processField: "processID"), sendsReference: false)
        var body = CallBody(template, timeoutSeconds: 30)
        body.beginOperation(Sample.references(), row: 0)
        body.bytes.append(contentsOf: #"{"param":1}"#.utf8)
        body.endOperation()
        #expect(
            Sample.text(body.end())
                == #"{"timeout":30,"ops":[{"processID":66305,"type":"create","obj":"task","#
                + #""data":{"param":1}}]}"#)
    }

    @Test func `holds several operations with their references and the mapping's fields`() throws {
        let template = OperationTemplate(
            Sample.mapping(
                processID: "\"66305\"",
                extra: [
                    ConstantField(name: "company_id", value: [UInt8]("\"i\\u0031\"".utf8)),
                    ConstantField(name: "a\"b", value: [UInt8]("[1.50]".utf8)),
                ]), sendsReference: true)
        var body = CallBody(template, timeoutSeconds: 5, capacity: 0)
        for row in [0, 1_234_567_890] {
            body.beginOperation(Sample.references(), row: row)
            body.bytes.append(contentsOf: "{}".utf8)
            body.endOperation()
        }
        #expect(body.operationCount == 2)
        let bytes = body.end()
        let fields = #""company_id":"i\u0031","a\"b":[1.50],"data":{}}"#
        let opening = #"{"conv_id":"66305","type":"create","obj":"task","ref":""#
        #expect(
            Sample.text(bytes)
                == #"{"timeout":5,"ops":["# + opening + Sample.invocation + #"-0","# + fields
                + "," + opening + Sample.invocation + #"-1234567890","# + fields + "]}")
        _ = try JSONText(bytes)
    }

    @Test func `leaves no trace of an operation that was abandoned`() {
        func body(abandoning: Set<Int>) -> String {
            var body = CallBody(Self.template, timeoutSeconds: 30)
            for row in 0..<3 {
                body.beginOperation(Sample.references(), row: row)
                body.bytes.append(contentsOf: "{\"half".utf8)
                if abandoning.contains(row) {
                    body.abandonOperation()
                } else {
                    body.bytes.append(contentsOf: "\":1}".utf8)
                    body.endOperation()
                }
            }
            return Sample.text(body.end())
        }
        #expect(body(abandoning: [0, 1, 2]) == #"{"timeout":30,"ops":[]}"#)
        for abandoned in [[], [0], [1], [2], [0, 2]] as [Set<Int>] {
            let text = body(abandoning: abandoned)
            #expect((try? JSONText(text)) != nil)
            for row in 0..<3 {
                #expect(text.contains("\(Sample.invocation)-\(row)\"") != abandoned.contains(row))
            }
        }
    }

    @Test func `cannot be built out of order`() async {
        await #expect(processExitsWith: .failure) {
            var body = CallBody(Self.template, timeoutSeconds: 30)
            body.endOperation()
        }
        await #expect(processExitsWith: .failure) {
            var body = CallBody(Self.template, timeoutSeconds: 30)
            body.beginOperation(Sample.references(), row: 0)
            _ = body.end()
        }
    }
}

@Suite struct `A task's reference` {
    @Test(arguments: [0, 7, 10, 99, 100, 1_000_000, Limits.dataSetRowsMax, Int(Int64.max / 10)])
    func `is the invocation and the row, and leads back to it`(row: Int) {
        let references = Sample.references()
        #expect(references.text(row: row) == "\(Sample.invocation)-\(row)")
        let json = [UInt8]("\"\(references.text(row: row))\"".utf8)
        #expect(references.row(of: json, json.indices) == row)
    }

    @Test(arguments: [
        "\"\"", "null", "7", "\"\(Sample.invocation)\"", "\"\(Sample.invocation)-\"",
        "\"\(Sample.invocation)-07\"", "\"\(Sample.invocation)-7 \"", "\"\(Sample.invocation)--7\"",
        "\"\(Sample.invocation)-99999999999999999999\"", "\"x\(Sample.invocation)-7\"",
        "\"00000000-0000-4000-8000-000000000000-7\"",
    ])
    func `is not taken for ours when it is not`(json: String) {
        let bytes = [UInt8](json.utf8)
        #expect(Sample.references().row(of: bytes, bytes.indices) == nil)
    }
}
