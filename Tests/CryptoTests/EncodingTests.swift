import Crypto
import Foundation
import Testing

@Suite struct `Hexadecimal digits` {
    @Test func `are lower case and two a byte`() {
        #expect(text(Hexadecimal.encode([0x00, 0x0F, 0xA0, 0xFF, 0x9C])) == "000fa0ff9c")
        #expect(Hexadecimal.encode([]).isEmpty)
    }

    @Test func `are read in either case, and nothing else is`() {
        #expect(Hexadecimal.decode(Array("000fA0ff9C".utf8)) == [0x00, 0x0F, 0xA0, 0xFF, 0x9C])
        #expect(Hexadecimal.decode([]) == [])
        for text in ["0", "0g", "g0", " 0", "0x", "é"] {
            #expect(Hexadecimal.decode(Array(text.utf8)) == nil, "\(text)")
        }
    }
}

@Suite struct `Base64url` {
    /// RFC 4648, section 10, without the padding.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
    ])
    func `agrees with RFC 4648`(plain: String, encoded: String) {
        #expect(text(Base64URL.encode(Array(plain.utf8))) == encoded)
        #expect(Base64URL.decode(Array(encoded.utf8)[...]) == Array(plain.utf8))
    }

    @Test func `uses the two characters that a URL leaves alone`() {
        #expect(text(Base64URL.encode([0xFB, 0xFF, 0xBF])) == "-_-_")
        #expect(Base64URL.decode(Array("-_-_".utf8)[...]) == [0xFB, 0xFF, 0xBF])
    }

    @Test(arguments: 0..<130)
    func `gives back what it was given`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
        let encoded = Base64URL.encode(bytes)
        #expect(Base64URL.decode(encoded[...]) == bytes)
        let foundation = Data(bytes).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
        #expect(text(encoded) == foundation)
    }

    @Test(
        arguments: [
            "Zg==", "Zg=", "Z", "Zm9vY", "Zm9v\n", " Zm9v", "Zm+v", "Zm/v", "Zm9v.", "Zm9\u{0}",
            "Zm9ü",
        ])
    func `refuses what encode would not write`(text: String) {
        #expect(Base64URL.decode(Array(text.utf8)[...]) == nil)
    }

    @Test(arguments: ["Zh", "Zm9", "Zm9vYh"])
    func `refuses unused bits that are not zero`(text: String) {
        #expect(Base64URL.decode(Array(text.utf8)[...]) == nil)
    }

    @Test func `has one text for each value of a single byte`() {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var seen: Set<[UInt8]> = []
        for first in alphabet {
            for second in alphabet {
                guard let bytes = Base64URL.decode([first, second]) else { continue }
                #expect(seen.insert(bytes).inserted)
            }
        }
        #expect(seen.count == 256)
    }

    @Test func `decodes a slice that does not begin at zero`() {
        let token = Array("xx.Zm9v.yy".utf8)
        #expect(Base64URL.decode(token[3..<7]) == Array("foo".utf8))
    }
}
