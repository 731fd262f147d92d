import Testing

@Suite struct `A source taken apart` {
    private func code(_ text: String) -> [String] { SourceText(path: "a.swift", text: text).code }

    private func comments(_ text: String) -> [String] {
        SourceText(path: "a.swift", text: text).comments
    }

    /// Blanks at the end say nothing.
    private func trimmed(_ lines: [String]) -> [String] {
        lines.map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    @Test func `has its comments apart from its code`() {
        let text = "let a = 1 // one\n/// b\nlet /* in /* nested */ it */ c = 2\n/* two\nlines */ d"
        #expect(
            trimmed(code(text)) == [
                "let a = 1", "", "let                          c = 2", "", "         d",
            ])
        #expect(
            trimmed(comments(text)) == [
                "          // one", "/// b", "       in    nested    it", "   two", "lines",
            ])
    }

    @Test func `has no code in its strings`() {
        #expect(code(#"f("{ // }", b)"#) == [#"f(        , b)"#])
        #expect(code(#"f("\"{", b)"#) == [#"f(     , b)"#])
        #expect(code(##"f(#"\{""#, b)"##) == ["f(       , b)"])
        #expect(code(##"f(#""""#, #"""#, b)"##) == ["f(      ,      , b)"])
        #expect(code("f(\"\"\"\n { \"quoted\" \\\"\"\" }\n \"\"\", b)")[2] == "    , b)")
        #expect(comments(#"f("/* no comment */ // none")"#).allSatisfy { !$0.contains("no") })
    }

    @Test func `has the code of its interpolations`() {
        #expect(code(#"f("a \(g("{", (1)) + h) b")"#) == [#"f(     g(   , (1)) + h    )"#])
        #expect(code(##"f(#"\(no) \#(yes)"#)"##) == ["f(           yes   )"])
        #expect(trimmed(code(#"f("\(a ? "x" : "y")") // c"#)) == [#"f(   a ?     :      )"#])
    }

    @Test func `has a name in place of words in backticks`() {
        #expect(code("func `it's { \"here`() {}") == ["func _             () {}"])
        #expect(code("#expect(a) #if b") == ["#expect(a) #if b"])
    }

    @Test func `keeps every byte at its place`() throws {
        // Its own sources are a good sample: they hold all that was hard.
        for source in Checkout.sources {
            let isSame = zip(source.lines, source.code).allSatisfy {
                $0.utf8.count == $1.utf8.count
            }
            #expect(isSame && source.lines.count == source.code.count, "\(source.path)")
            #expect(source.comments.count == source.code.count)
            guard source.isSwift else { continue }
            let opened = source.codeBytes.count { $0 == UInt8(ascii: "{") }
            let closed = source.codeBytes.count { $0 == UInt8(ascii: "}") }
            #expect(opened == closed, "\(source.path) has \(opened) { and \(closed) }")
        }
    }
}
