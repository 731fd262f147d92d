import JSON
import Testing

/// The Unicode Standard, table 3-7: every family of ill-formed sequences.
@Suite struct `Bytes that are not UTF-8` {
    @Test(arguments: sequences)
    func `are refused in strings and in names`(_ sequence: TextCase) throws {
        for shift in 0..<10 {
            let before = [UInt8](repeating: UInt8(ascii: "a"), count: shift)
            let element = try #require(refusal(of: string(before + sequence.bytes)))
            #expect(element.problem == .invalidUTF8)
            #expect(element.offset == 2 + shift)
            #expect(element.path == "$[0]")

            let name = Array("{\"".utf8) + before + sequence.bytes + Array("\":1}".utf8)
            #expect(try #require(refusal(of: name)).problem == .invalidUTF8)

            // Cut off by the end of the text.
            let end = Array("\"".utf8) + before + sequence.bytes
            #expect(try #require(refusal(of: end)).problem == .invalidUTF8)
        }
    }

    @Test func `are told from UTF-8 for every sequence of two bytes, as the standard library does`()
    {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let bytes = [first, second, UInt8(ascii: "x")]
                #expect(isTaken(bytes) == (String(validating: bytes, as: UTF8.self) != nil))
            }
        }
    }

    @Test func `are told from UTF-8 at every border, as the standard library does`() {
        let borders: [UInt8] = [
            0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
            0xEC,
            0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        for lead in borders where lead >= 0xE0 {
            for second in borders {
                for third in borders {
                    for bytes in [[lead, second, third], [lead, second, third, 0x80]] {
                        let isValid = String(validating: bytes, as: UTF8.self) != nil
                        #expect(isTaken(bytes) == isValid)
                    }
                }
            }
        }
    }

    /// Whether a string may hold these bytes, of which those of ASCII are no matter here.
    private func isTaken(_ bytes: [UInt8]) -> Bool {
        let text = string(bytes.map { $0 < 0x80 ? UInt8(ascii: "a") : $0 })
        return (try? JSONText(text)) != nil
    }

    static let sequences = [
        TextCase("a lone continuation byte", bytes: [0x80]),
        TextCase("the last continuation byte alone", bytes: [0xBF]),
        TextCase("two continuation bytes", bytes: [0x81, 0x82]),
        TextCase("two bytes, cut short", bytes: [0xC3]),
        TextCase("two bytes, the second wrong", bytes: [0xC3, 0x28]),
        TextCase("three bytes, cut after one", bytes: [0xE2]),
        TextCase("three bytes, cut after two", bytes: [0xE2, 0x82]),
        TextCase("three bytes, the second wrong", bytes: [0xE2, 0x28, 0xA1]),
        TextCase("three bytes, the third wrong", bytes: [0xE2, 0x82, 0x28]),
        TextCase("four bytes, cut after one", bytes: [0xF0]),
        TextCase("four bytes, cut after two", bytes: [0xF0, 0x9F]),
        TextCase("four bytes, cut after three", bytes: [0xF0, 0x9F, 0x98]),
        TextCase("four bytes, the second wrong", bytes: [0xF0, 0x28, 0x8C, 0xBC]),
        TextCase("four bytes, the third wrong", bytes: [0xF0, 0x90, 0x28, 0xBC]),
        TextCase("four bytes, the fourth wrong", bytes: [0xF0, 0x28, 0x8C, 0x28]),
        TextCase("an overlong slash of two bytes", bytes: [0xC0, 0xAF]),
        TextCase("an overlong U+0000", bytes: [0xC0, 0x80]),
        TextCase("the last overlong of two bytes", bytes: [0xC1, 0xBF]),
        TextCase("an overlong slash of three bytes", bytes: [0xE0, 0x80, 0xAF]),
        TextCase("the last overlong of three bytes", bytes: [0xE0, 0x9F, 0xBF]),
        TextCase("an overlong slash of four bytes", bytes: [0xF0, 0x80, 0x80, 0xAF]),
        TextCase("the last overlong of four bytes", bytes: [0xF0, 0x8F, 0xBF, 0xBF]),
        TextCase("an overlong of six bytes", bytes: [0xFC, 0x83, 0xBF, 0xBF, 0xBF, 0xBF]),
        TextCase("the first surrogate", bytes: [0xED, 0xA0, 0x80]),
        TextCase("the last surrogate", bytes: [0xED, 0xBF, 0xBF]),
        TextCase("a surrogate pair (CESU-8)", bytes: [0xED, 0xA0, 0xB4, 0xED, 0xB4, 0x9E]),
        TextCase("U+110000", bytes: [0xF4, 0x90, 0x80, 0x80]),
        TextCase("U+1FFFFF", bytes: [0xF7, 0xBF, 0xBF, 0xBF]),
        TextCase("a lead byte of five", bytes: [0xF8, 0x88, 0x80, 0x80, 0x80]),
        TextCase("the byte FE", bytes: [0xFE]),
        TextCase("the byte FF", bytes: [0xFF]),
        TextCase("Latin-1", bytes: [0xE9, 0x61]),
    ]
}
