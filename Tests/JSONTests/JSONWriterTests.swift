import JSON
import Testing

@Suite struct `The writer` {
    static func written(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `puts commas where they belong and nowhere else`() {
        let text = Self.written { writer in
            writer.beginObject()
            writer.key("a")
            writer.beginArray()
            writer.integer(1)
            writer.string("x")
            writer.boolean(true)
            writer.null()
            writer.beginArray()
            writer.endArray()
            writer.beginObject()
            writer.endObject()
            writer.raw(Array("[1, 2]".utf8))
            writer.double(0.5)
            writer.endArray()
            writer.key(utf8: Array("b".utf8))
            writer.beginObject()
            writer.key("c")
            writer.boolean(false)
            writer.endObject()
            writer.key("d")
            writer.string("")
            writer.endObject()
        }
        #expect(text == #"{"a":[1,"x",true,null,[],{},[1, 2],0.5],"b":{"c":false},"d":""}"#)
    }

    @Test func `is not led astray by strings that end like brackets`() {
        let text = Self.written { writer in
            writer.beginArray()
            for content in ["[", "{", ":", ",", "\"[", "\\"] { writer.string(content) }
            writer.endArray()
        }
        #expect(text == #"["[","{",":",",","\"[","\\"]"#)
    }

    @Test(
        arguments: [
            0, 1, 9, 10, 42, -1, -10, 1_234_567_890, .max, .min,
        ] as [Int])
    func `writes integers`(_ value: Int) {
        #expect(Self.written { $0.integer(value) } == "\(value)")
        #expect(Self.written { $0.integer(Int64(value)) } == "\(value)")
    }

    @Test(arguments: [
        0, -0.0, 1, 0.1, 1e22, 1e-7, .leastNonzeroMagnitude, .pi, -1.7976931348623157e308, 1e300,
        123456789.125,
    ])
    func `writes doubles that come back the same`(_ value: Double) throws {
        let text = try JSONText(Self.written { $0.double(value) })
        #expect(text.root.double == value)
    }

    @Test func `writes null for what is no number`() {
        #expect(Self.written { $0.double(.infinity) } == "null")
        #expect(Self.written { $0.double(.nan) } == "null")
    }

    @Test
    func `escapes every control character, quotation marks and backslashes, and nothing else`()
        throws
    {
        for scalar in (0..<0x180).compactMap(Unicode.Scalar.init) {
            let mustBeEscaped = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            for length in 0...9 {
                let value = String(repeating: "x", count: length) + String(scalar) + "yz"
                let text = Self.written { $0.string(value) }
                #expect(text.contains("\\") == mustBeEscaped)
                #expect(try JSONText(text).root.string == value)
                let bytes = Self.written { $0.string(utf8: Array(value.utf8)) }
                #expect(bytes == text)
            }
        }
        #expect(
            Self.written { $0.string("\u{8}\t\n\u{C}\r\u{0}\u{1F}\"\\/\u{7F}\u{2028}𝄞") }
                == #""\b\t\n\f\r\u0000\u001f\"\\/"# + "\u{7F}\u{2028}𝄞\"")
    }

    @Test func `grows with what is written, and little by little`() throws {
        var writer = JSONWriter(capacity: 0)
        var capacities: Set<Int> = []
        writer.beginArray()
        for index in 0..<10_000 {
            writer.string("a cell \(index)")
            writer.integer(index)
            capacities.insert(writer.bytes.capacity)
        }
        writer.endArray()
        #expect(capacities.count < 30)
        #expect(try JSONText(writer.bytes).root.elements.count { _ in true } == 20_000)
    }

    @Test func `writes a part of bytes as a string`() {
        let bytes = Array("ab\"cdefghijkl\nm".utf8)
        #expect(Self.written { $0.string(utf8: bytes, 1..<4) } == #""b\"c""#)
        #expect(Self.written { $0.string(utf8: bytes, 4..<4) } == #""""#)
        #expect(Self.written { $0.string(utf8: bytes, 3..<bytes.count) } == #""cdefghijkl\nm""#)
    }

    @Test func `escapes names like strings`() throws {
        let text = Self.written { writer in
            writer.beginObject()
            writer.key("a\"\n")
            writer.integer(1)
            writer.key(utf8: Array("b\\".utf8))
            writer.integer(2)
            writer.endObject()
        }
        let root = try JSONText(text).root
        #expect(root["a\"\n"]?.integer == 1)
        #expect(root["b\\"]?.integer == 2)
    }

    @Test func `passes values on as they are written`() throws {
        let source = try JSONText(
            #"{"n":1.50e+2,"s":"\u00e9\/","o":{ "a" : [ ] },"big":123456789012345678901234567890}"#)
        var writer = JSONWriter()
        writer.beginArray()
        for (_, value) in source.root.members { writer.raw(value) }
        writer.endArray()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"[1.50e+2,"\u00e9\/",{ "a" : [ ] },123456789012345678901234567890]"#)
        _ = try JSONText(writer.bytes)
    }

    @Test func `goes on where another text ends`() {
        var writer = JSONWriter(continuing: Array(#"{"rows":[[1]"#.utf8))
        writer.beginArray()
        writer.endArray()
        writer.endArray()
        writer.append(Array(#","id":"#.utf8))
        writer.string("x")
        let piece = Array(#"x,"size":nully"#.utf8)
        writer.append(piece, 1..<piece.count - 1)
        writer.endObject()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"rows":[[1],[]],"id":"x","size":null}"#)
    }

    @Test func `writes what the validator accepts, for random values`() throws {
        var random = Generator(seed: 6901)
        for _ in 0..<500 {
            var writer = JSONWriter()
            Self.write(depth: 0, to: &writer, &random)
            walk(try JSONText(writer.bytes).root)
        }
    }

    private static func write(depth: Int, to writer: inout JSONWriter, _ random: inout Generator) {
        let contents = [
            "", "plain", "\"", "\\", "\n\u{0}", "é€𝄞", "a longer text that needs no escape",
        ]
        let content = contents.randomElement(using: &random) ?? ""
        switch Int.random(in: 0...(depth < 4 ? 7 : 4), using: &random) {
        case 0: writer.integer(Int64.random(in: .min ... .max, using: &random))
        case 1: writer.string(content)
        case 2: writer.boolean(true)
        case 3: writer.null()
        case 4: writer.string(utf8: Array(content.utf8))
        case 5, 6:
            writer.beginArray()
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                write(depth: depth + 1, to: &writer, &random)
            }
            writer.endArray()
        default:
            writer.beginObject()
            for index in 0..<Int.random(in: 0...20, using: &random) {
                writer.key("\(content)\(index)")
                write(depth: depth + 1, to: &writer, &random)
            }
            writer.endObject()
        }
    }
}
