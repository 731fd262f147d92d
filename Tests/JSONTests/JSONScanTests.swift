import JSON
import Testing

@Suite struct `A scan` {
    static func unescaped(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var output = Array("<".utf8)
        JSONScan.unescape(bytes, bytes.indices, into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test func `appends a string's content, unescaped`() {
        #expect(Self.unescaped(#""""#) == "<")
        #expect(Self.unescaped(#""abc""#) == "<abc")
        #expect(Self.unescaped(#""a\n\u00e9\\\"\/b""#) == "<a\né\\\"/b")
        #expect(Self.unescaped(#""\uD834\uDD1E\uD834\uDD1E""#) == "<𝄞𝄞")
        #expect(Self.unescaped("12") == "<")
        #expect(Self.unescaped("") == "<")
    }

    @Test(arguments: [
        #""\uD800""#, #""\uD800\u0041""#, #""\uXXXX""#, #""\u12""#, #""\""#, #""\uDC00a""#,
    ])
    func `unescapes bytes that were never validated without a trap`(_ text: String) {
        #expect(Self.unescaped(text).hasPrefix("<"))
    }

    @Test(arguments: [
        (#""abc""#, "abc", true), (#""abc""#, "abd", false), (#""abc""#, "ab", false),
        (#""abc""#, "abcd", false), (#""""#, "", true), (#""a""#, "", false),
        (#""\u0061bc""#, "abc", true), (#""ab\u0063""#, "abc", true),
        (#""ab\u0063d""#, "abc", false),
        (#""ab\n""#, "ab\n", true), (#""ab\\n""#, "ab\n", false), (#""é""#, "é", true),
        (#""\u00e9""#, "é", true), ("12", "12", false), (#""\\""#, "\\", true),
    ])
    func `compares strings unescaped`(_ text: String, _ other: String, _ isEqual: Bool) {
        let bytes = Array(text.utf8)
        #expect(JSONScan.equals(bytes, bytes.indices, Array(other.utf8)) == isEqual)
        #expect(JSONScan.equalsIgnoringCase(bytes, bytes.indices, Array(other.utf8)) == isEqual)
    }

    @Test(arguments: [
        (#""OFFER_Status""#, "offer_STATUS", true), (#""\u004f""#, "o", true),
        (#""É""#, "é", false),
        (#""[""#, "{", false), (#""@""#, "`", false), (#""Z""#, "z", true), (#""A""#, "a", true),
    ])
    func `compares strings with the case of ASCII letters aside`(
        _ text: String, _ other: String, _ isEqual: Bool
    ) {
        let bytes = Array(text.utf8)
        #expect(JSONScan.equalsIgnoringCase(bytes, bytes.indices, Array(other.utf8)) == isEqual)
        #expect(!JSONScan.equals(bytes, bytes.indices, Array(other.utf8)))
    }

    @Test(arguments: 0..<20)
    func `compares what is written byte for byte`(_ count: Int) {
        let bytes = Array(("[" + String(repeating: "1", count: count) + "]").utf8)
        let inner = 1..<count + 1
        let same = [UInt8](bytes[inner])
        #expect(JSONScan.isWritten(bytes, inner, like: same))
        #expect(!JSONScan.isWritten(bytes, inner, like: same + [UInt8(ascii: "1")]))
        for index in same.indices {
            var other = same
            other[index] ^= 1
            #expect(!JSONScan.isWritten(bytes, inner, like: other))
        }
    }

    @Test func `finds members by name`() throws {
        let bytes = Array(#"{"Status":1,"status":2,"x":3}"#.utf8)
        let all = bytes.indices
        let exact = try #require(JSONScan.member(Array("status".utf8), bytes, all))
        #expect(JSONScan.integer(bytes, exact) == 2)
        #expect(JSONScan.member(Array("STATUS".utf8), bytes, all) == nil)
        #expect(JSONScan.member(Array("y".utf8), bytes, all) == nil)
    }

    @Test(arguments: [
        "", " 1", "1 ", "+1", "01", ".5", "5.", "1e", "0x1", "NaN", "Infinity", "1,5", "1_0", "--1",
        "-", "１", "1\n",
        "e1", "\"1\"", "1e+", "- 1", "00", "-01", "1.e1",
    ])
    func `takes no other text for a number`(_ text: String) {
        #expect(!JSONScan.isNumber(Array(text.utf8)))
    }

    @Test func `takes a part of the bytes for a number`() {
        let bytes = Array("x-1.5e3y".utf8)
        #expect(JSONScan.isNumber(bytes, 1..<7))
        #expect(!JSONScan.isNumber(bytes, 1..<8))
        #expect(!JSONScan.isNumber(bytes, 3..<3))
    }
}
