import JSON
import Testing

@Suite struct `A pointer` {
    /// The document of RFC 6901 §5.
    static let document = #"""
        { "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5,
          "k\"l": 6, " ": 7, "m~n": 8 }
        """#

    @Test(arguments: [
        ("/foo", #"["bar", "baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"),
        ("/c%d", "2"), ("/e^f", "3"), ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"),
        ("/m~0n", "8"),
    ])
    func `finds what RFC 6901 says`(_ path: String, _ value: String) throws {
        let root = try JSONText(Self.document).root
        let pointer = try #require(JSONPointer(path))
        #expect(pointer.text == path)
        #expect(root.at(pointer).map { String(decoding: $0.bytes, as: UTF8.self) } == value)
    }

    @Test func `that is empty finds the whole value`() throws {
        let root = try JSONText(" [1] ").root
        #expect(root.at(try #require(JSONPointer("")))?.range == root.range)
        #expect(root.at(JSONPointer())?.range == root.range)
        #expect(JSONPointer() == JSONPointer(""))
    }

    @Test(arguments: [
        "/bar", "/foo/2", "/foo/-", "/foo/00", "/foo/01", "/foo/+1", "/foo/1e0", "/foo/a", "/foo/",
        "/foo/0/0", "/foo/99999999999999999999", "//", "/a", "/foo/0/", "/FOO",
    ])
    func `finds nothing where there is nothing`(_ path: String) throws {
        #expect(try JSONText(Self.document).root.at(try #require(JSONPointer(path))) == nil)
    }

    @Test(arguments: ["a", "foo/bar", " /a", "/~", "/~2", "/a~", "/~~", "/~01~", "#/a"])
    func `is not made of any other text`(_ text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test func `unescapes the slash first and the tilde after it`() throws {
        #expect(JSONPointer("/~01")?.tokens.map(\.name) == [Array("~1".utf8)])
        #expect(JSONPointer("/~10")?.tokens.map(\.name) == [Array("/0".utf8)])
        #expect(
            JSONPointer("/~0~1/~1~0")?.tokens.map(\.name) == [Array("~/".utf8), Array("/~".utf8)])
        #expect(JSONPointer("//")?.tokens.map(\.name) == [[], []])
    }

    @Test func `takes digits as a name in an object and as an index in an array`() throws {
        let root = try JSONText(#"{"0":{"1":"x"},"a":[[],["y"]]}"#).root
        #expect(root.at(try #require(JSONPointer("/0/1")))?.string == "x")
        #expect(root.at(try #require(JSONPointer("/a/1/0")))?.string == "y")
    }

    @Test func `finds names that are written with escapes`() throws {
        let root = try JSONText(#"{"\u0061\/b":{"\uD834\uDD1E":1}}"#).root
        #expect(root.at(try #require(JSONPointer("/a~1b/𝄞")))?.integer == 1)
    }
}
