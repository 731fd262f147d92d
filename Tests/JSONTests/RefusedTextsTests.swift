import JSON
import Testing

/// What RFC 8259 forbids; the cases cover the ground of the `n_` files of the public JSONTestSuite.
@Suite struct `A text that RFC 8259 forbids` {
    @Test(arguments: arrays + objects + numbers)
    func `is refused`(_ refused: RefusedCase) throws {
        let error = try #require(refusal(of: refused.text.bytes))
        #expect(error.problem == refused.problem)
        #expect(error.offset == refused.offset)
    }

    @Test(arguments: strings + structures + literals)
    func `is refused, too`(_ refused: RefusedCase) throws {
        let error = try #require(refusal(of: refused.text.bytes))
        #expect(error.problem == refused.problem)
        #expect(error.offset == refused.offset)
    }

    static let arrays = [
        RefusedCase("no comma", "[1 true]", .commaOrBracketExpected, 3),
        RefusedCase("a colon instead of a comma", #"["": 1]"#, .commaOrBracketExpected, 3),
        RefusedCase("a comma after the end", #"[""],"#, .trailingData, 4),
        RefusedCase("a comma first", "[,1]", .valueExpected, 1),
        RefusedCase("two commas", "[1,,2]", .valueExpected, 3),
        RefusedCase("two commas last", #"["x",,]"#, .valueExpected, 5),
        RefusedCase("a bracket too many", #"["x"]]"#, .trailingData, 5),
        RefusedCase("a comma last", #"["",]"#, .trailingComma, 4),
        RefusedCase("no bracket", #"["x""#, .endsEarly, 4),
        RefusedCase("no value but a letter", "[x", .badLiteral, 1),
        RefusedCase("no comma between arrays", "[3[4]]", .commaOrBracketExpected, 2),
        RefusedCase("a semicolon", "[1:2]", .commaOrBracketExpected, 2),
        RefusedCase("only a comma", "[,]", .valueExpected, 1),
        RefusedCase("only a minus", "[-]", .digitExpected, 2),
        RefusedCase("no value between commas", "[   , \"\"]", .valueExpected, 4),
        RefusedCase("line feeds and no bracket", "[\"a\",\n4\n,1,", .endsEarly, 11),
        RefusedCase("a number and a comma", "[1,]", .trailingComma, 3),
        RefusedCase("a number and two commas", "[1,,]", .valueExpected, 3),
        RefusedCase("a vertical tab and a form feed", "[\u{0B}a\u{0C}]", .valueExpected, 1),
        RefusedCase("a star", "[*]", .valueExpected, 1),
        RefusedCase("an open string", #"[""#, .endsEarly, 2),
        RefusedCase("a comma and the end", "[1,", .endsEarly, 3),
        RefusedCase("lines and the end", "[1,\n1\n,1", .endsEarly, 8),
        RefusedCase("an object and the end", "[{}", .endsEarly, 3),
        RefusedCase("an array closed as an object", "[1}", .commaOrBracketExpected, 2),
        RefusedCase("a comma closed as an object", "[1,}", .trailingComma, 3),
        RefusedCase("bytes that are no text", bytes: [0x5B, 0xFF, 0x5D], .valueExpected, 1),
        RefusedCase("a letter and bytes", bytes: [0x5B, 0x61, 0xE5, 0x5D], .badLiteral, 1),
    ]

    static let objects = [
        RefusedCase("a wrong word as value", #"["x", truth]"#, .badLiteral, 6),
        RefusedCase("an array as name", #"{[: "x"}"#, .nameExpected, 1),
        RefusedCase("a comma instead of a colon", #"{"x", null}"#, .colonExpected, 4),
        RefusedCase("two colons", #"{"x"::"b"}"#, .valueExpected, 5),
        RefusedCase("an emoji", "{🇨🇭}", .nameExpected, 1),
        RefusedCase("a number after a value", #"{"a":"a" 123}"#, .commaOrBraceExpected, 9),
        RefusedCase("a name in single quotes", "{key: 'value'}", .nameExpected, 1),
        RefusedCase("single quotes", "{'a':0}", .singleQuote, 1),
        RefusedCase("a value in single quotes", #"{"a":'b'}"#, .singleQuote, 5),
        RefusedCase(
            "a lone continuation byte in a name",
            bytes: [0x7B, 0x22, 0xB9, 0x22, 0x3A, 0x22, 0x30, 0x22, 0x2C, 0x7D], .invalidUTF8, 2),
        RefusedCase("no colon", #"{"a" b}"#, .colonExpected, 5),
        RefusedCase("no name", #"{:"b"}"#, .nameExpected, 1),
        RefusedCase("neither colon nor value", #"{"a" "b"}"#, .colonExpected, 5),
        RefusedCase("no value", #"{"a":"#, .endsEarly, 5),
        RefusedCase("a name and the end", #"{"a""#, .endsEarly, 4),
        RefusedCase("a number as name", "{1:1}", .nameExpected, 1),
        RefusedCase("a huge number as name", "{9999E9999:1}", .nameExpected, 1),
        RefusedCase("null as name", "{null:null,null:null}", .nameExpected, 1),
        RefusedCase("several commas last", #"{"id":0,,,,,}"#, .nameExpected, 8),
        RefusedCase("a comma last", #"{"id":0,}"#, .trailingComma, 8),
        RefusedCase("a comment last", #"{"a":"b"}/**/"#, .comment, 9),
        RefusedCase("half of a comment last", #"{"a":"b"}/**//"#, .comment, 9),
        RefusedCase("a line comment last", #"{"a":"b"}//"#, .comment, 9),
        RefusedCase("a slash last", #"{"a":"b"}/"#, .comment, 9),
        RefusedCase("two commas", #"{"a":"b",,"c":"d"}"#, .nameExpected, 9),
        RefusedCase("a name without quotes", #"{a: "b"}"#, .nameExpected, 1),
        RefusedCase("an open string as value", #"{"a":"a"#, .endsEarly, 7),
        RefusedCase("a name alone", #"{ "foo" : "bar", "a" }"#, .colonExpected, 21),
        RefusedCase("a hash after the end", #"{"a":"b"}#"#, .comment, 9),
        RefusedCase("a brace too many", #"{"a":"b"}}"#, .trailingData, 9),
        RefusedCase("an object closed as an array", #"{"a":1]"#, .commaOrBraceExpected, 6),
        RefusedCase("only a comma", "{,}", .nameExpected, 1),
    ]

    static let numbers =
        [
            ("++1234", .valueExpected, 0), ("+1", .valueExpected, 0), ("+Inf", .valueExpected, 0),
            ("-01", .leadingZero, 2), ("-1.0.", .commaOrBracketExpected, 4),
            ("-2.", .digitExpected, 3),
            ("-NaN", .digitExpected, 1), (".-1", .valueExpected, 0), (".2e-3", .valueExpected, 0),
            ("0.1.2", .commaOrBracketExpected, 3), ("0.3e+", .digitExpected, 5),
            ("0.3e", .digitExpected, 4), ("0.e1", .digitExpected, 2), ("0E+", .digitExpected, 3),
            ("0E", .digitExpected, 2), ("0e+", .digitExpected, 3), ("0e", .digitExpected, 2),
            ("1.0e+", .digitExpected, 5), ("1.0e-", .digitExpected, 5), ("1.0e", .digitExpected, 4),
            ("1 000.0", .commaOrBracketExpected, 2), ("1eE2", .digitExpected, 2),
            ("2.e+3", .digitExpected, 2), ("2.e-3", .digitExpected, 2), ("2.e3", .digitExpected, 2),
            ("9.e+", .digitExpected, 2), ("Inf", .badLiteral, 0), ("NaN", .badLiteral, 0),
            ("１", .valueExpected, 0), ("1+2", .commaOrBracketExpected, 1),
            ("0x1", .commaOrBracketExpected, 1), ("0x42", .commaOrBracketExpected, 1),
            ("Infinity", .badLiteral, 0), ("0e+-1", .digitExpected, 3),
            ("-123.123foo", .commaOrBracketExpected, 8), ("-Infinity", .digitExpected, 1),
            ("-foo", .digitExpected, 1), ("- 1", .digitExpected, 1), ("-012", .leadingZero, 2),
            ("-.123", .digitExpected, 1), ("-1x", .commaOrBracketExpected, 2),
            ("1ea", .digitExpected, 2), ("1.", .digitExpected, 2), (".123", .valueExpected, 0),
            ("1.2a-3", .commaOrBracketExpected, 3),
            ("1.8011670033376514H-308", .commaOrBracketExpected, 18),
            ("012", .leadingZero, 1), ("00", .leadingZero, 1), ("-00.0", .leadingZero, 2),
            ("00e0", .leadingZero, 1), ("-00e0", .leadingZero, 2), ("00.0", .leadingZero, 1),
            ("1_000", .commaOrBracketExpected, 1), ("0b1", .commaOrBracketExpected, 1),
            ("0o7", .commaOrBracketExpected, 1), ("1e1.5", .commaOrBracketExpected, 3),
            ("--1", .digitExpected, 1), ("1-", .commaOrBracketExpected, 1),
            ("1\u{0}", .commaOrBracketExpected, 1),
        ].map { (text: String, problem: JSONError.Problem, offset: Int) in
            RefusedCase("the number \(text)", "[\(text)]", problem, offset + 1)
        } + [
            RefusedCase(
                "a byte in an integer", bytes: [0x5B, 0x30, 0xE5, 0x5D],
                .commaOrBracketExpected, 2),
            RefusedCase(
                "a byte in an exponent", bytes: [0x5B, 0x31, 0x65, 0x31, 0xE5, 0x5D],
                .commaOrBracketExpected, 4),
            RefusedCase(
                "a byte after e", bytes: [0x5B, 0x30, 0x65, 0xE5, 0x5D], .digitExpected, 3),
            RefusedCase("an exponent that ends with the text", "1e", .endsEarly, 2),
            RefusedCase("a minus that ends with the text", "-", .endsEarly, 1),
            RefusedCase("a point that ends with the text", "1.", .endsEarly, 2),
            RefusedCase("U+0000 after a number", "123\u{0}", .trailingData, 3),
        ]
}
