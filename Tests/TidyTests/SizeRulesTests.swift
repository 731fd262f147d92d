import Testing

@Suite struct `The rules about sizes` {
    private func source(_ text: String) -> SourceText {
        SourceText(path: "Sources/A/A.swift", text: text)
    }

    @Test func `count the columns that a reader sees`() {
        let exact = String(repeating: "é", count: SizeRules.columnsMax)
        #expect(SizeRules.longLines(source("a\n\(exact)\nb")).isEmpty)
        let findings = SizeRules.longLines(source("a\n\(exact)x\nb"))
        #expect(findings.map(\.line) == [2])
        #expect(
            findings.first?.description
                == "Sources/A/A.swift:2: the line has 101 columns, at most 100")
    }

    @Test func `count the lines of a file, but not the end of the last one`() {
        let exact = String(repeating: "a\n", count: SizeRules.fileLinesMax)
        #expect(SizeRules.longFile(source(exact)).isEmpty)
        #expect(SizeRules.longFile(source(exact + "a")).map(\.line) == [401])
        #expect(SizeRules.longFile(source("")).isEmpty)
    }

    @Test func `count the lines of a function, and take a reason for more`() {
        func function(_ lines: Int, _ above: String) -> SourceText {
            let body = String(repeating: "    a()\n", count: lines - 2)
            return source("\(above)func b() {\n\(body)}\n")
        }
        #expect(SizeRules.longFunctions(function(70, "")).isEmpty)
        #expect(SizeRules.longFunctions(function(71, "")).map(\.line) == [1])
        #expect(SizeRules.longFunctions(function(71, "/// Does b.\n")).map(\.line) == [2])
        let reason = "/// Does b.\n// Long because it is a table.\n@inline(never)\n"
        #expect(SizeRules.longFunctions(function(71, reason)).isEmpty)
        let elsewhere = "// Long because it is a table.\n\n"
        #expect(SizeRules.longFunctions(function(71, elsewhere)).map(\.line) == [3])
    }

    @Test func `know what is directly above a line`() {
        let text = """
            /// Documented.
            @safe
            @available(*, deprecated)
            struct A {
                // A remark.
                let b = 1
                let c = 2 // Behind.
                let d = 3
            }
            """
        let source = source(text)
        #expect(source.isDocumented(4) && source.isCommented(4))
        #expect(!source.isDocumented(6) && source.isCommented(6))
        #expect(!source.isCommented(7) && !source.isCommented(8) && !source.isCommented(1))
    }
}
