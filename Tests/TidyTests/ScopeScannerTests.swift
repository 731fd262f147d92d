import Testing

@Suite struct `The scanner of scopes` {
    private func scanner(_ text: String) -> ScopeScanner {
        ScopeScanner(SourceText(path: "a.swift", text: text).codeBytes)
    }

    private func functions(_ text: String) -> [[Int]] {
        scanner(text).functions.map { [$0.firstLine, $0.lastLine] }
    }

    @Test func `finds functions with their lines`() {
        let text = """
            struct A {
                let a: Int
                init(_ a: Int) { self.a = a }

                /// Does it.
                func `does it`(
                    _ b: (Int) -> Void = { _ in }, c: [Int] = []
                ) throws(E) -> () -> Int
                where Int: Equatable {
                    func nested() { }
                    return { b("}"); return self.init(1).a }
                }
                subscript(a: Int) -> Int {
                    get { a }
                }
                deinit {
                }
            }
            """
        #expect(functions(text) == [[3, 3], [6, 12], [10, 10], [13, 15], [16, 17]])
    }

    @Test func `takes no requirement of a protocol for a function`() {
        let text = """
            protocol P {
                init()
                func a(_ b: Int) -> Int
                func c()
                @discardableResult
                func d() throws(E)
                associatedtype F
                subscript(a: Int) -> Int { get }
                var e: Int { get }
            }
            func real() {
            }
            """
        #expect(functions(text) == [[8, 8], [11, 12]])
    }

    @Test func `takes no call for a function`() {
        #expect(functions("let a = A.init(1)\nfunc b() { super.init() }") == [[2, 2]])
    }

    @Test func `tells types and extensions from other braces`() {
        let text = """
            package struct A: B {
                let a: Int
                package enum C { case d }
                var e: Int { 1 }
                func f() { if true { } }
            }
            package extension A {
                final class G {
                }
            }
            """
        let scopes = scanner(text).scopes
        #expect(
            scopes.map(\.kind) == [.type, .type, .other, .other, .other, .extension, .type])
        #expect(scopes.map(\.line) == [1, 3, 4, 5, 5, 7, 8])
        #expect(scopes.map(\.lastLine) == [6, 3, 4, 5, 5, 10, 9])
    }
}
