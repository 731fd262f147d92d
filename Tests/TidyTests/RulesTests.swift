import Testing

@Suite struct `The rules about words` {
    private func source(_ text: String, _ path: String = "Sources/A/A.swift") -> SourceText {
        SourceText(path: path, text: text)
    }

    @Test func `see unfinished work in comments and code, and not in strings and names`() {
        let text = """
            // TODO: more
            let a = "FIXME" // \\uXXXX
            func HACK() {} /* XXX */
            let todoList = 1
            """
        #expect(WordRules.leftovers(source(text)).map(\.line) == [1, 3, 3])
    }

    @Test func `see what ends the process`() {
        let text = """
            let a = try! b()
            let c = d as! E
            fatalError("\\(try! f())")
            // try! this
            let g = "as! fatalError("
            let h = try? i() as? J
            """
        #expect(WordRules.banned(source(text)).map(\.line) == [1, 2, 3, 3])
    }

    @Test func `see slow readers of JSON in the sources only`() {
        let text = "struct A: Codable {}\nlet b = JSONDecoder()\nlet c = MyJSONDecoderLike()"
        #expect(WordRules.banned(source(text)).map(\.line) == [1, 2])
        #expect(WordRules.banned(source(text, "Tests/ATests/A.swift")).isEmpty)
    }

    @Test func `see tests that wait for time to pass`() {
        let text = """
            Thread.sleep(forTimeInterval: 1)
            try await Task.sleep(for: .seconds(1))
            usleep(5)
            loop.sleeps()
            // sleep(1)
            // Sleeps because nothing is to happen.
            usleep(5)
            """
        #expect(WordRules.banned(source(text, "Tests/ATests/A.swift")).map(\.line) == [1, 2, 3])
        #expect(WordRules.banned(source(text)).isEmpty)
    }

    @Test func `want a proof where the compiler's is given up`() {
        let text = """
            final class A: @unchecked Sendable {}
            /// Only under the lock.
            final class B: @unchecked Sendable {
                nonisolated(unsafe) var c = 1
                // Set once, before any thread begins.
                nonisolated(unsafe) var d = 1
            }
            """
        #expect(WordRules.unproven(source(text)).map(\.line) == [1, 4])
    }

    @Test func `see names that say nothing`() {
        let text = """
            struct PageManager {}
            package final class RowUtil {}
            enum Utilities {}
            let manager = FileManager.default
            typealias A = BHelper
            protocol CHelper {}
            """
        #expect(WordRules.emptyNames(source(text)).map(\.line) == [1, 2, 6])
    }

    @Test func `keep unsafe code where it belongs`() {
        let text = "let a = unsafe b()\nlet unsafely = 1 // unsafe\n@unsafe func c() {}"
        #expect(UnsafeRules.check(source("\n" + text)).map(\.line) == [2])
        #expect(UnsafeRules.check(source("let unsafely = 1 // unsafe")).isEmpty)
        #expect(UnsafeRules.check(source(text, "Sources/Curl/A.swift")).isEmpty)
        #expect(UnsafeRules.check(source(text, "Tests/ATests/A.swift")).isEmpty)
        for exception in UnsafeRules.exceptions.keys {
            let path = exception.hasSuffix("/") ? exception + "A.swift" : exception
            #expect(UnsafeRules.check(source(text, path)).isEmpty)
            #expect(UnsafeRules.check(source(text, "Sources/X/" + path)).count == 1)
            #expect(!UnsafeRules.idle([source(text, path)]).contains(exception))
            #expect(UnsafeRules.idle([source("", path)]).contains(exception))
        }
    }

    @Test func `want a word on what crosses a module`() {
        let text = """
            package struct A {
                package func b() {}
            }
            /// C.
            @safe package final class C {
                package static func d() {}
                package struct E {}
                package let f = 1
            }
            package func g() {}
            /// H.
            package func h() {}
            extension C {
                package mutating func i() {}
                /// J.
                package func j() {}
                package var k: Int { 1 }
            }
            /// Of C.
            extension C {
                package func l() {}
            }
            func m() {}
            package import N
            """
        #expect(DocumentationRules.check(source(text)).map(\.line) == [1, 2, 10, 14])
        #expect(DocumentationRules.check(source(text, "Tests/ATests/A.swift")).isEmpty)
    }
}

@Suite struct `The rules about imports` {
    private func lines(_ text: String, _ path: String) -> [Int] {
        ImportRules.check(SourceText(path: path, text: text)).map(\.line)
    }

    @Test func `read each form of an import`() {
        let text = """
            import A
            package import B
            @testable import C
            import struct D.E
            @preconcurrency internal import F
            // import G
            let h = "import I"
            """
        let source = SourceText(path: "Sources/X/X.swift", text: text)
        #expect(ImportRules.imports(source).map(\.module) == ["A", "B", "C", "D", "F"])
        #expect(ImportRules.imports(source).map(\.line) == [1, 2, 3, 4, 5])
    }

    @Test func `open each door to one module`() {
        for (module, door) in ImportRules.doors {
            #expect(lines("internal import \(module)", "Sources/\(door)/A.swift").isEmpty)
            #expect(lines("internal import \(module)", "Sources/Service/A.swift") == [1])
            #expect(lines("import \(module)", "Tests/\(door)Tests/A.swift") == [1])
        }
        #expect(lines("import COpenSSL", "Tests/TestSupport/A.swift").isEmpty)
        #expect(lines("import CCurl", "Tests/TestSupport/A.swift") == [1])
    }

    @Test func `let the pure ones import nothing`() {
        for module in ImportRules.pure {
            #expect(lines("\nimport Synchronization", "Sources/\(module)/A.swift") == [2])
            #expect(lines("import Testing", "Tests/\(module)Tests/A.swift").isEmpty)
        }
    }

    @Test func `keep neighbours strangers`() {
        for one in ImportRules.strangers {
            for other in ImportRules.strangers where other != one {
                #expect(lines("import \(other)", "Sources/\(one)/A.swift") == [1])
            }
            #expect(lines("import \(one)", "Sources/Service/A.swift").isEmpty)
        }
        #expect(lines("import Service", "Sources/Store/A.swift") == [1])
        #expect(lines("import Service", "Sources/mpo-bridge/A.swift").isEmpty)
        #expect(lines("import SQLite", "Sources/Service/A.swift") == [1])
    }

    @Test func `keep Foundation out of the sources, and its network out of everything`() {
        #expect(lines("import Foundation", "Sources/Service/A.swift") == [1])
        #expect(lines("import FoundationEssentials", "Sources/Service/A.swift") == [1])
        #expect(lines("import Foundation", "Tests/ServiceTests/A.swift").isEmpty)
        #expect(lines("import FoundationNetworking", "Tests/ServiceTests/A.swift") == [1])
    }
}

@Suite struct `The commands of a README` {
    @Test func `are the code under its quick start`() {
        let text = """
            # A
            ```
            no
            ```
            ## Quick start
            First:
            ```sh
            one && two
            ```
            Then:
            ```
            three

            # four
            ```
            ### More
            ```
            five
            ```
            """
        #expect(QuickStart.commands(of: text) == ["one && two", "three", "# four"])
        #expect(QuickStart.commands(of: "# A\n").isEmpty)
    }
}
