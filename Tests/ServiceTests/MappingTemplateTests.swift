import Bridge
import Service
import Testing

@Suite struct `A template` {
    private func sample(_ template: String, _ more: String = "") throws -> MappingSample {
        try MappingSample(
            text: #"{"t": {"template": \#(template)\#(more)}}"#, columns: ["FIRST", "Last", "NOTE"])
    }

    @Test(
        arguments: [
            (#""Hello {{FIRST}}""#, #"["Ann", "Lee", ""]"#, #""Hello Ann""#),
            (#""{{FIRST}}{{Last}}""#, #"["Ann", "Lee", ""]"#, #""AnnLee""#),
            // Names aside from case, and with blanks around.
            (#""{{ first }} {{LAST}}""#, #"["Ann", "Lee", ""]"#, #""Ann Lee""#),
            // Escapes of the text and of the cells, each as it is written.
            (#""\"{{FIRST}}\"\n""#, #"["A\"\\n\u0041", "", ""]"#, #""\"A\"\\n\u0041\"\n""#),
            (#""ü{{FIRST}}""#, #"["😀\ud83d\ude00", "", ""]"#, #""ü😀\ud83d\ude00""#),
            // A plain pair of braces, and a backslash before a cell.
            (#""\\{{FIRST}} {{Last}}""#, #"["Ann", "Lee", ""]"#, #""{{FIRST}} Lee""#),
            (#""\\\\{{FIRST}}""#, #"["Ann", "Lee", ""]"#, #""\\Ann""#),
            (#""a } {{FIRST}} }} {""#, #"["Ann", "Lee", ""]"#, #""a } Ann }} {""#),
            // Cells that are no text.
            (#""{{FIRST}}/{{Last}}/{{NOTE}}""#, #"[12.50, true, null]"#, #""12.50/true/""#),
            (
                #""{{FIRST}} {{Last}}""#, #"[["a", 1], {"b":"\""}, null]"#,
                #""[\"a\", 1] {\"b\":\"\\\"\"}""#
            ),
            (#""-{{NOTE}}-""#, #"["", "", ""]"#, #""--""#),
        ])
    func `is filled with the cells of its row`(
        template: String, row: String, expected: String
    ) throws {
        #expect(try sample(template).map(row) == .data(#"{"t":\#(expected)}"#))
    }

    @Test func `whose text is empty counts as an empty cell`() throws {
        let row = #"["", null, ""]"#
        #expect(try sample(#""{{FIRST}}{{Last}}""#).map(row) == .data("{}"))
        #expect(
            try sample(#""{{FIRST}}{{Last}}""#, #", "default": "nobody""#).map(row)
                == .data(#"{"t":"nobody"}"#))
        let required = try sample(#""{{FIRST}}{{Last}}""#, #", "required": true"#)
        #expect(
            required.map(row)
                == .fault("parameter t: a value is required and the cell is empty"))
        #expect(required.map(#"["", "Lee", ""]"#) == .data(#"{"t":"Lee"}"#))
    }

    @Test func `that names a column nobody has fails every row`() throws {
        let fault = MappingSample.Mapped.fault("parameter t: the data set has no column MIDDLE")
        let sample = try sample(#""{{FIRST}} {{MIDDLE}}""#)
        #expect(sample.map(#"["Ann", "Lee", ""]"#) == fault)
        #expect(sample.map("[]") == fault)
    }

    @Test func `can be read as another type`() {
        func sample(_ type: Parameter.ValueType) -> MappingSample {
            let source = Parameter.Source.template([.column("A"), .text("."), .column("B")])
            return MappingSample(
                [
                    Parameter(
                        name: "t", source: source, type: type, isRequired: false, defaultValue: nil)
                ], columns: ["A", "B"])
        }
        #expect(sample(.number).map(#"["12", "50"]"#) == .data(#"{"t":12.50}"#))
        #expect(
            sample(.number).map(#"["12", "x"]"#)
                == .fault("parameter t: the cell is no number"))
    }
}
