import Testing

/// The rules of this codebase that no compiler flag holds. A broken one names its file and line.
@Suite struct `The sources` {
    private func hold(_ rule: (SourceText) -> [Finding]) {
        Checkout.report(Checkout.sources.filter(\.isSwift).flatMap(rule))
    }

    @Test func `are found`() {
        // Rules that look at no file would all hold.
        #expect(Checkout.sources.count > 150)
        #expect(Checkout.sources.contains { $0.path == "Package.swift" })
        #expect(Checkout.sources.contains { $0.path.hasSuffix("TidyTests/SourcesTests.swift") })
    }

    @Test func `import only what they may`() { hold(ImportRules.check) }

    @Test func `fit in 100 columns`() {
        Checkout.report(Checkout.sources.flatMap(SizeRules.longLines))
    }

    @Test func `come in files of at most 400 lines`() { hold(SizeRules.longFile) }

    @Test func `have functions of at most 70 lines, or say why not`() {
        hold(SizeRules.longFunctions)
    }

    @Test func `are finished`() { hold(WordRules.leftovers) }

    @Test func `use nothing that ends the process or wastes its time`() { hold(WordRules.banned) }

    @Test func `prove what the compiler cannot`() { hold(WordRules.unproven) }

    @Test func `keep unsafe code behind the doors`() {
        hold(UnsafeRules.check)
        #expect(UnsafeRules.idle(Checkout.sources).isEmpty, "exceptions that nobody needs")
    }

    @Test func `name types by what they do`() { hold(WordRules.emptyNames) }

    @Test func `explain what crosses a module`() { hold(DocumentationRules.check) }
}
