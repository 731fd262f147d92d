import JSON
import Testing

/// What RFC 8259 allows; the cases cover the ground of the `y_` files of the public JSONTestSuite.
@Suite struct `Every text that RFC 8259 allows` {
    /// The suite holds two objects with a name twice: grammar, not good manners.
    static let limits = JSONLimits(allowsDuplicateNames: true)

    @Test(arguments: arrays + objects + structures)
    func `is accepted`(_ text: TextCase) throws {
        let root = try JSONText(text.bytes, limits: Self.limits).root
        #expect(walk(root) > 0)
    }

    @Test(arguments: numbers)
    func `may hold such a number, and keeps it as written`(_ number: TextCase) throws {
        #expect(JSONScan.isNumber(number.bytes))
        for (before, after) in [("", ""), ("[", "]"), ("[ ", "\n]"), (#"{"a":"#, "}")] {
            let text = try JSONText(Array(before.utf8) + number.bytes + Array(after.utf8))
            let value = text.root.elements.first { _ in true } ?? text.root["a"] ?? text.root
            #expect(value.kind == .number)
            #expect(Array(value.bytes) == number.bytes)
        }
    }

    @Test(arguments: strings)
    func `may hold such a string`(_ text: TextCase, _ content: String) throws {
        let bytes = [UInt8(ascii: "\"")] + text.bytes + [UInt8(ascii: "\"")]
        let root = try JSONText(bytes).root
        #expect(root.string == content)
        #expect(JSONScan.equals(bytes, root.range, Array(content.utf8)))
        // The same, further back in the text, so that it does not begin a word of eight bytes.
        for shift in 1...9 {
            let spaces = [UInt8](repeating: UInt8(ascii: " "), count: shift)
            #expect(try JSONText(spaces + bytes + spaces).root.string == content)
        }
    }

    static let long = String(repeating: "x", count: 40)

    static let arrays = [
        TextCase("spaces in an array of arrays", "[[]   ]"),
        TextCase("an empty string in an array", #"[""]"#),
        TextCase("an empty array", "[]"),
        TextCase("a line feed after an array", "[\"a\"]\n"),
        TextCase("false in an array", "[false]"),
        TextCase("all kinds in one array", #"[null, 1, "1", {}, [], true]"#),
        TextCase("null in an array", "[null]"),
        TextCase("a line feed before the bracket", "[1\n]"),
        TextCase("a space before an array", " [1]"),
        TextCase("several nulls", "[1,null,null,null,2]"),
        TextCase("a space after an array", "[2] "),
        TextCase(
            "64 arrays in each other",
            String(repeating: "[", count: 64) + String(repeating: "]", count: 64)),
    ]

    static let objects = [
        TextCase("two members", #"{"asd":"sdf", "dfg":"fgh"}"#),
        TextCase("one member", #"{"asd":"sdf"}"#),
        TextCase("a name twice", #"{"a":"b","a":"c"}"#),
        TextCase("a member twice", #"{"a":"b","a":"b"}"#),
        TextCase("no member", "{}"),
        TextCase("an empty name", #"{"":0}"#),
        TextCase("U+0000 in a name", #"{"foo\u0000bar": 42}"#),
        TextCase("extreme numbers", #"{ "min": -1.0e+28, "max": 1.0e+28 }"#),
        TextCase("long strings", #"{"x":[{"id": "\#(long)"}], "id": "\#(long)"}"#),
        TextCase("an empty array in an object", #"{"a":[]}"#),
        TextCase("escapes of Cyrillic", #"{"title":"\u041f\u043e\u043b\u0442\u043e\u0440\u0430"}"#),
        TextCase("line feeds around a member", "{\n\"a\": \"b\"\n}"),
    ]

    static let structures = [
        TextCase("false alone", "false"),
        TextCase("an integer alone", "42"),
        TextCase("a negative real alone", "-0.1"),
        TextCase("null alone", "null"),
        TextCase("a string alone", #""asd""#),
        TextCase("true alone", "true"),
        TextCase("an empty string alone", #""""#),
        TextCase("a line feed at the end", "[\"a\"]\n"),
        TextCase("true in an array", "[true]"),
        TextCase("spaces around an array", " [] "),
        TextCase(
            "all four kinds of white space",
            " \t\r\n[ \t\r\n1 \t\r\n, \t\r\n{ \t\r\n\"a\" \t\r\n: \t\r\n2 \t\r\n} \t\r\n] \t\r\n"),
    ]

    static let numbers = [
        "123e65", "0e+1", "0e1", "4",
        "-0.000000000000000000000000000000000000000000000000000000000000000000000000000001",
        "20e1", "-0", "-123", "-1", "1E22", "1E-2", "1E+2", "123e45", "123.456e78", "1e-2", "1e+2",
        "123", "123.456789", "0", "0.0", "-0.0", "0e0", "0E00", "-0e-0", "10", "100.001",
        "1e0000000001", "1e400", "-1e-400", "9007199254740993", "123456789012345678901234567890",
        "0.1000", "1.0",
    ].map { TextCase($0, $0) }

    static let strings: [(TextCase, String)] = [
        (
            TextCase("escapes of one, two and three bytes", #"\u0060\u012a\u12AB"#),
            "\u{60}\u{12A}\u{12AB}"
        ),
        (TextCase("an escaped surrogate pair", #"\uD801\udc37"#), "\u{10437}"),
        (TextCase("two surrogate pairs", #"\ud83d\ude39\ud83d\udc8d"#), "\u{1F639}\u{1F48D}"),
        (TextCase("all short escapes", #"\"\\\/\b\f\n\r\t"#), "\"\\/\u{8}\u{C}\n\r\t"),
        (TextCase("an escaped backslash before u0000", #"\\u0000"#), #"\u0000"#),
        (TextCase("an escaped quotation mark", #"\""#), "\""),
        (TextCase("what looks like a comment", "a/*b*/c/*d//e"), "a/*b*/c/*d//e"),
        (TextCase("an escaped backslash before a", #"\\a"#), #"\a"#),
        (TextCase("an escaped backslash before n", #"\\n"#), #"\n"#),
        (TextCase("an escaped control character", #"\u0012"#), "\u{12}"),
        (TextCase("an escaped noncharacter", #"\uFFFF"#), "\u{FFFF}"),
        (TextCase("plain letters", "asd"), "asd"),
        (TextCase("the last surrogate pair", #"\uDBFF\uDFFF"#), "\u{10FFFF}"),
        (TextCase("the first surrogate pair", #"\uD800\uDC00"#), "\u{10000}"),
        (TextCase("an escaped no-break space", #"new\u00A0line"#), "new\u{A0}line"),
        (TextCase("U+10FFFF", "\u{10FFFF}"), "\u{10FFFF}"),
        (TextCase("U+FFFF", "\u{FFFF}"), "\u{FFFF}"),
        (TextCase("an escaped U+0000", #"\u0000"#), "\u{0}"),
        (TextCase("an escaped comma", #"\u002c"#), ","),
        (TextCase("pi", "π"), "π"),
        (TextCase("an unassigned character", "\u{1BFFF}"), "\u{1BFFF}"),
        (TextCase("a space", " "), " "),
        (TextCase("a clef from a surrogate pair", #"\uD834\uDd1e"#), "\u{1D11E}"),
        (TextCase("an escape of three bytes", #"\u0821"#), "\u{821}"),
        (TextCase("an escape of two bytes", #"\u0123"#), "\u{123}"),
        (TextCase("a line separator", "\u{2028}"), "\u{2028}"),
        (TextCase("a paragraph separator", "\u{2029}"), "\u{2029}"),
        (TextCase("escapes in hiragana", #"\u0061\u30af\u30EA\u30b9"#), "aクリス"),
        (TextCase("an escaped line feed", #"new\u000Aline"#), "new\nline"),
        (TextCase("a delete character", "\u{7F}"), "\u{7F}"),
        (TextCase("delete characters between letters", "a\u{7F}a"), "a\u{7F}a"),
        (TextCase("an escape in capitals", #"\uA66D"#), "\u{A66D}"),
        (TextCase("an escaped U+1FFFE", #"\uD83F\uDFFE"#), "\u{1FFFE}"),
        (TextCase("an escaped U+10FFFE", #"\uDBFF\uDFFE"#), "\u{10FFFE}"),
        (TextCase("an escaped zero width space", #"\u200B"#), "\u{200B}"),
        (TextCase("an escaped invisible plus", #"\u2064"#), "\u{2064}"),
        (TextCase("an escaped U+FDD0", #"\uFDD0"#), String(decoding: [0xFDD0], as: UTF16.self)),
        (TextCase("an escaped U+FFFE", #"\uFFFE"#), "\u{FFFE}"),
        (TextCase("a backslash by its code", #"\u005C"#), "\\"),
        (TextCase("a quotation mark by its code", #"\u0022"#), "\""),
        (TextCase("characters of one to four bytes", "a€𝄞é"), "a€𝄞é"),
        (
            TextCase("the borders of UTF-8 lengths", "\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}"),
            "\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}"
        ),
        (TextCase("the neighbours of the surrogates", "\u{D7FF}\u{E000}"), "\u{D7FF}\u{E000}"),
        (
            TextCase("the neighbours of the surrogates, escaped", #"\uD7FF\uE000"#),
            "\u{D7FF}\u{E000}"
        ),
        (TextCase("a byte order mark within a string", "\u{FEFF}"), "\u{FEFF}"),
        (TextCase("nothing", ""), ""),
    ]
}
