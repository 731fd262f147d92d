import Bridge
import JSON
import Service
import Testing

@Suite struct `A row` {
    private let full = #"""
        { "city": { "column": "CITY" },
          "amount": { "column": "AMOUNT", "type": "number", "required": true },
          "channel": { "constant": "respon\"sys" },
          "limit": { "constant": 12.50 },
          "list": { "constant": [1, {"a": null}] },
          "tenant": { "context": "tenantId" },
          "greeting": { "template": "Hello {{FIRST_NAME}}" } }
        """#

    @Test func `becomes an object with every parameter in the mapping's order`() throws {
        let sample = try MappingSample(text: full, columns: ["FIRST_NAME", "AMOUNT", "CITY"])
        #expect(
            sample.map(#"["Ann", "1.10", "Linz"]"#)
                == .data(
                    #"{"city":"Linz","amount":1.10,"channel":"respon\"sys","limit":12.50,"#
                        + #""list":[1, {"a": null}],"tenant":"tenant \"1\"","#
                        + #""greeting":"Hello Ann"}"#))
    }

    @Test func `is mapped by names, case aside`() throws {
        let sample = try MappingSample(text: full, columns: ["first_name", "Amount", "city"])
        guard case .data(let mapped) = sample.map(#"["Ann", 2, "Linz"]"#) else {
            Issue.record("the row is not mapped")
            return
        }
        #expect(mapped.contains(#""city":"Linz","amount":2,"#))
        #expect(mapped.hasSuffix(#""greeting":"Hello Ann"}"#))
    }

    @Test func `takes the first of two columns of one name`() {
        let sample = MappingSample([.column(.string)], columns: ["c", "C"])
        #expect(sample.map(#"["first", "second"]"#) == .data(#"{"p":"first"}"#))
        // And in a mapping without parameters, or the object would hold a name twice.
        let plain = MappingSample(nil, columns: ["c", "D", "C"])
        #expect(plain.map(#"["1", "2", "3"]"#) == .data(#"{"c":"1","D":"2"}"#))
    }

    @Test func `without parameters goes as it is, but for the columns of AMS`() {
        let sample = MappingSample(
            nil,
            columns: [
                "appcloud_row_correlation_id", "CITY", "say \"hi\"", "APPCLOUD_ROW_STATUS", "N",
                "appcloud_row_errormessage", "E", "F",
            ])
        #expect(
            sample.map(#"["id-1", "L\u0069nz", "x", "s", 12.50, "e", null, ""]"#)
                == .data(#"{"CITY":"L\u0069nz","say \"hi\"":"x","N":"12.50","F":""}"#))
        #expect(
            sample.map(#"["id-1", [], "x", "s", 1, "e", null, ""]"#)
                == .fault("parameter CITY: the cell is no string"))
    }

    @Test(arguments: [
        ("[]", 0), (#"["a"]"#, 1), (#"["a", "b", "c"]"#, 3), (#"["a",["b","c"],{},4]"#, 4),
    ])
    func `of another width than its data set fails alone`(row: String, count: Int) {
        let sample = MappingSample([.column(.string)], columns: ["C", "D"])
        let fault = MappingSample.Mapped.fault("the row has \(count) cells, its data set 2 columns")
        #expect(sample.map(row) == fault)
        #expect(sample.map(#"["a", "b"]"#) == .data(#"{"p":"a"}"#))
    }

    @Test func `of no columns at all is an empty object`() {
        #expect(MappingSample(nil, columns: []).map("[]") == .data("{}"))
        #expect(MappingSample([], columns: ["C"]).map(#"["x"]"#) == .data("{}"))
    }

    @Test func `may be written with blanks everywhere`() {
        let sample = MappingSample(nil, columns: ["A", "B"])
        #expect(sample.map("[ \"x\" ,\n\t12.50 ]") == .data(#"{"A":"x","B":"12.50"}"#))
    }

    @Test func `that fails in its last parameter leaves nothing behind`() {
        // `map` looks at the buffer after each fault.
        let parameters = [
            Parameter(
                name: "a", source: .constant(Array("1".utf8)), type: .number, isRequired: false,
                defaultValue: nil),
            Parameter(
                name: "b", source: .template([.text("x"), .column("C")]), type: .string,
                isRequired: false, defaultValue: nil),
            .column(.number),
        ]
        let sample = MappingSample(parameters, columns: ["C"])
        var scratch = RowMapper.Scratch()
        for _ in 0..<3 {
            #expect(
                sample.map(#"["no number"]"#, &scratch)
                    == .fault("parameter p: the cell is no number"))
            #expect(
                sample.map(#"["7"]"#, &scratch) == .data(#"{"a":1,"b":"x7","p":7}"#))
            #expect(sample.map(#"[]"#, &scratch) != .data("{}"))
        }
    }

    @Test func `fails with all others where an id of the invocation does not fit`() {
        func sample(_ field: ContextField, _ type: Parameter.ValueType) -> MappingSample {
            MappingSample(
                [
                    Parameter(
                        name: "p", source: .context(field), type: type, isRequired: false,
                        defaultValue: nil)
                ], columns: ["C"])
        }
        #expect(sample(.productID, .number).map(#"["x"]"#) == .data(#"{"p":4711}"#))
        #expect(
            sample(.appID, .number).map(#"["x"]"#)
                == .fault("parameter p: the invocation's id is no number"))
    }

    @Test func `keeps every byte of its cells`() throws {
        let columns = (0..<6).map { "C\($0)" }
        let sample = MappingSample(nil, columns: columns)
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "a", "é", "😀", " ", #"\""#, #"\\"#, #"\n"#, #"\u0000"#, #"\ud83d\ude00"#, "{", "]", ",",
            ":", "null",
        ]
        var scratch = RowMapper.Scratch()
        for _ in 0..<300 {
            let cells = columns.map { _ in
                let count = Int.random(in: 0...8, using: &generator)
                let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }
                return "\"\(text.joined())\""
            }
            let expected = zip(columns, cells).map { "\"\($0)\":\($1)" }.joined(separator: ",")
            #expect(
                sample.map("[\(cells.joined(separator: ","))]", &scratch)
                    == .data("{\(expected)}"))
        }
    }
}

@Suite struct `The positions of columns` {
    @Test func `are found by name, case aside`() {
        let positions = ColumnPositions(["CITY", "Straße", "city"])
        #expect(positions["city"] == 0 && positions["City"] == 0)
        #expect(positions["STRASSE"] == nil && positions["straße"] == 1)
        #expect(positions[""] == nil)
    }

    @Test(arguments: SpecialColumn.allCases)
    func `know the columns of AMS`(column: SpecialColumn) {
        #expect(ColumnPositions.isSpecial(column.rawValue))
        #expect(ColumnPositions.isSpecial(column.rawValue.uppercased()))
        #expect(!ColumnPositions.isSpecial("x" + column.rawValue))
    }
}
