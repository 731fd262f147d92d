import Bridge
import JSON
import Testing

@testable import Service

@Suite struct `What becomes of a row, step by step` {
    private static let parameters = #"""
        {
          "city": { "column": "CITY" },
          "amount": { "column": "AMOUNT", "type": "number", "default": 12.50 },
          "channel": { "constant": "responsys" },
          "tenant": { "context": "tenantId" },
          "greeting": { "template": "Hello {{FIRST_NAME}}!" },
          "missing": { "column": "NOWHERE" }
        }
        """#

    private func trace(_ row: String, _ parameters: String? = parameters) throws -> MappingTrace {
        let text =
            #"{"name": "sample", "processID": 1"#
            + (parameters.map { #", "parameters": \#($0)"# } ?? "") + "}"
        return MappingTrace(
            try JSONText(row).root, try Configuration.mapping(fromText: Array(text.utf8)),
            columns: ["CITY", "Amount", "FIRST_NAME"], context: MappingSample.context)
    }

    private func text(_ bytes: [UInt8]?) -> String? {
        bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `is what is sent`() throws {
        let trace = try trace(#"["Köln", "7.10", "Ada"]"#)
        #expect(
            text(trace.data)
                == #"{"city":"Köln","amount":7.10,"channel":"responsys","#
                + #""tenant":"tenant \"1\"","greeting":"Hello Ada!"}"#)
        let values = trace.steps.map { text($0.value) }
        #expect(
            values == [
                #""Köln""#, "7.10", #""responsys""#, #""tenant \"1\"""#, #""Hello Ada!""#, nil,
            ])
        #expect(
            trace.steps.map(\.origin.rawValue)
                == ["column", "column", "constant", "context", "template", "column"])
        #expect(trace.steps.map(\.isAbsent) == [false, false, false, false, false, true])
        #expect(trace.fault == nil && trace.steps.allSatisfy { $0.fault == nil })
    }

    @Test func `holds no cell where they are masked`() throws {
        let trace = try trace(#"["Köln", "7.10", "Ada"]"#)
        #expect(
            text(trace.maskedData)
                == #"{"city":"•••","amount":"•••","channel":"responsys","#
                + #""tenant":"tenant \"1\"","greeting":"Hello •••!"}"#)
    }

    @Test func `tells what stands in for an empty cell, and what is left out`() throws {
        let trace = try trace(#"[null, "", "Ada"]"#)
        #expect(trace.steps[0].value == nil)
        #expect(text(trace.steps[1].maskedValue) == "12.50")
        #expect(trace.steps[1].isDefault)
        #expect(text(trace.maskedData)?.contains(#""amount":12.50"#) == true)
    }

    @Test func `names the parameter that cannot be made, and goes on with the others`() throws {
        let trace = try trace(#"["Köln", "a lot", "Ada"]"#)
        #expect(trace.data == nil && trace.maskedData == nil)
        #expect(trace.fault == "parameter amount: the cell is no number")
        #expect(trace.steps[1].fault == trace.fault)
        #expect(text(trace.steps[4].value) == #""Hello Ada!""#)
        let short = try self.trace(#"["Köln"]"#)
        #expect(short.fault?.contains("1 cells") == true)
        #expect(short.steps[1].fault != nil && short.steps[0].fault == nil)
    }

    @Test func `is every column where the mapping names no parameter`() throws {
        let trace = try trace(#"["Köln", 7.10, ""]"#, nil)
        #expect(trace.steps.map(\.name) == ["CITY", "Amount", "FIRST_NAME"])
        #expect(
            text(trace.data) == #"{"CITY":"Köln","Amount":"7.10","FIRST_NAME":""}"#)
        #expect(
            text(trace.maskedData) == #"{"CITY":"•••","Amount":"•••","FIRST_NAME":""}"#)
    }
}
