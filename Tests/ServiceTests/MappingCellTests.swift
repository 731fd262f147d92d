import Bridge
import Service
import Testing

@Suite struct `A cell` {
    /// What one cell comes to as each of the four types.
    struct Line: Sendable, CustomTestStringConvertible {
        enum Written: Sendable, Hashable {
            /// The parameter has this value.
            case value(String)
            /// The parameter is left out.
            case nothing
            /// The row has failed.
            case fault
        }

        let cell: String
        let string: Written
        let number: Written
        let boolean: Written
        let json: Written

        var testDescription: String { cell }

        func expected(_ type: Parameter.ValueType) -> Written {
            switch type {
            case .string: string
            case .number: number
            case .boolean: boolean
            case .json: json
            }
        }
    }

    /// A line of a cell that goes out as it came in, whatever the type takes of it.
    private static func line(
        _ cell: String, _ string: Line.Written, _ number: Line.Written, _ boolean: Line.Written,
        _ json: Line.Written
    ) -> Line {
        Line(cell: cell, string: string, number: number, boolean: boolean, json: json)
    }

    static let table: [Line] = [
        // Nothing in it.
        line("null", .nothing, .nothing, .nothing, .nothing),
        line(#""""#, .value(#""""#), .nothing, .nothing, .nothing),
        // Text.
        line(#""Linz""#, .value(#""Linz""#), .fault, .fault, .fault),
        line(#"" ""#, .value(#"" ""#), .fault, .fault, .fault),
        line(
            #""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#,
            .value(#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#), .fault, .fault, .fault),
        line(#""é😀""#, .value(#""é😀""#), .fault, .fault, .fault),
        line(#""null""#, .value(#""null""#), .fault, .fault, .value("null")),
        // Numbers, digit by digit.
        line("12.50", .value(#""12.50""#), .value("12.50"), .fault, .value("12.50")),
        line(#""12.50""#, .value(#""12.50""#), .value("12.50"), .fault, .value("12.50")),
        line("-0", .value(#""-0""#), .value("-0"), .fault, .value("-0")),
        line("1E-07", .value(#""1E-07""#), .value("1E-07"), .fault, .value("1E-07")),
        line(
            "12345678901234567890.10", .value(#""12345678901234567890.10""#),
            .value("12345678901234567890.10"), .fault, .value("12345678901234567890.10")),
        line(
            #""12345678901234567890.10""#, .value(#""12345678901234567890.10""#),
            .value("12345678901234567890.10"), .fault, .value("12345678901234567890.10")),
        line(#""007""#, .value(#""007""#), .fault, .fault, .fault),
        line(#""+1""#, .value(#""+1""#), .fault, .fault, .fault),
        line(#""1,5""#, .value(#""1,5""#), .fault, .fault, .fault),
        line(#"".5""#, .value(#"".5""#), .fault, .fault, .fault),
        line(#""5.""#, .value(#""5.""#), .fault, .fault, .fault),
        line(#""NaN""#, .value(#""NaN""#), .fault, .fault, .fault),
        line(#""0x10""#, .value(#""0x10""#), .fault, .fault, .fault),
        line(#"" 1""#, .value(#"" 1""#), .fault, .fault, .value(" 1")),
        line(#""1 2""#, .value(#""1 2""#), .fault, .fault, .fault),
        line(#""-""#, .value(#""-""#), .fault, .fault, .fault),
        // Truths.
        line("true", .value(#""true""#), .fault, .value("true"), .value("true")),
        line("false", .value(#""false""#), .fault, .value("false"), .value("false")),
        line(#""TRUE""#, .value(#""TRUE""#), .fault, .value("true"), .fault),
        line(#""false""#, .value(#""false""#), .fault, .value("false"), .value("false")),
        line(#""Yes""#, .value(#""Yes""#), .fault, .value("true"), .fault),
        line(#""nO""#, .value(#""nO""#), .fault, .value("false"), .fault),
        line(#""y""#, .value(#""y""#), .fault, .value("true"), .fault),
        line(#""N""#, .value(#""N""#), .fault, .value("false"), .fault),
        line(#""1""#, .value(#""1""#), .value("1"), .value("true"), .value("1")),
        line(#""0""#, .value(#""0""#), .value("0"), .value("false"), .value("0")),
        line("1", .value(#""1""#), .value("1"), .value("true"), .value("1")),
        line("0", .value(#""0""#), .value("0"), .value("false"), .value("0")),
        line("2", .value(#""2""#), .value("2"), .fault, .value("2")),
        line("1.0", .value(#""1.0""#), .value("1.0"), .fault, .value("1.0")),
        line(#""on""#, .value(#""on""#), .fault, .fault, .fault),
        line(#""truE ""#, .value(#""truE ""#), .fault, .fault, .fault),
        // JSON, as text and as itself.
        line(
            #""{\"a\": [1, \"\\u00e9\"]}""#, .value(#""{\"a\": [1, \"\\u00e9\"]}""#), .fault,
            .fault,
            .value(#"{"a": [1, "\u00e9"]}"#)),
        line(#""\"x\"""#, .value(#""\"x\"""#), .fault, .fault, .value(#""x""#)),
        line(#""[1,2""#, .value(#""[1,2""#), .fault, .fault, .fault),
        line(#""[1] [2]""#, .value(#""[1] [2]""#), .fault, .fault, .fault),
        line(#""{\"a\":1,\"a\":2}""#, .value(#""{\"a\":1,\"a\":2}""#), .fault, .fault, .fault),
        line(#"[1, "x",{}]"#, .fault, .fault, .fault, .value(#"[1, "x",{}]"#)),
        line(#"{"a" : null}"#, .fault, .fault, .fault, .value(#"{"a" : null}"#)),
        line("[]", .fault, .fault, .fault, .value("[]")),
    ]

    @Test(arguments: table, Parameter.ValueType.allCases)
    func `arrives as its type says, or fails its row`(line: Line, type: Parameter.ValueType) {
        let sample = MappingSample([.column(type)], columns: ["C"])
        let mapped = sample.map("[\(line.cell)]")
        switch line.expected(type) {
        case .value(let value):
            #expect(mapped == .data(#"{"p":\#(value)}"#))
        case .nothing:
            #expect(mapped == .data("{}"))
        case .fault:
            #expect(mapped == .fault("parameter p: the cell is no \(type)"))
        }
    }

    @Test(arguments: Parameter.ValueType.allCases)
    func `that is empty fails its row when a value is required`(type: Parameter.ValueType) {
        let sample = MappingSample([.column(type, required: true)], columns: ["C"])
        let fault = MappingSample.Mapped.fault(
            "parameter p: a value is required and the cell is empty")
        #expect(sample.map("[null]") == fault)
        #expect(sample.map(#"[""]"#) == fault)
        #expect(sample.map("[1]") != fault)
    }

    @Test(arguments: Parameter.ValueType.allCases)
    func `that is empty gives way to the default`(type: Parameter.ValueType) {
        let sample = MappingSample(
            [.column(type, standard: #"{"any":[12.50]}"#)], columns: ["C"])
        let standard = MappingSample.Mapped.data(#"{"p":{"any":[12.50]}}"#)
        #expect(sample.map("[null]") == standard)
        #expect(sample.map(#"[""]"#) == standard)
        #expect(sample.map("[1]") != standard)
    }

    @Test(arguments: Parameter.ValueType.allCases)
    func `of a column that is not there is empty`(type: Parameter.ValueType) {
        #expect(MappingSample([.column(type)], columns: ["D"]).map(#"["x"]"#) == .data("{}"))
        let required = MappingSample([.column(type, required: true)], columns: ["D"])
        #expect(
            required.map(#"["x"]"#)
                == .fault("parameter p: a value is required and the cell is empty"))
        let standard = MappingSample([.column(type, standard: "7")], columns: ["D"])
        #expect(standard.map(#"["x"]"#) == .data(#"{"p":7}"#))
    }

    @Test func `is never named in the reason of a fault`() {
        // Cells are customers' data; the reason reaches the store and the product.
        for type in Parameter.ValueType.allCases {
            let sample = MappingSample([.column(type, required: true)], columns: ["C"])
            for cell in [#""planted 4711 [""#, #"["planted 4711"]"#, #"{"planted": 4711}"#] {
                guard case .fault(let reason) = sample.map("[\(cell)]") else { continue }
                #expect(!reason.contains("planted") && !reason.contains("4711"))
            }
        }
    }
}
