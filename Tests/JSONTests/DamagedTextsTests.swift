import Foundation
import JSON
import Testing

/// Every text one change away from a good one: never a crash, never a damaged one taken for good.
@Suite struct `A damaged text` {
    static let sample = Array(
        #"""
        {"a":[1,-2.5e+3,"\u00e9\n𝄞\uD834\uDD1E",true,null],
        "b\"":{"":false,"c":[[],{}]}, "d":"€"}
        """#.utf8)

    /// Reads it without validation, in all ways: must end, and without a trap.
    static func readTrusting(_ bytes: [UInt8]) {
        let text = JSONText(trusted: bytes)
        let root = text.root
        walk(root)
        _ = `A walk`.spell(text)
        for path in ["", "/a/1", "/b\"/c/0", "/d"] {
            _ = JSONPointer(path).flatMap(root.at)
        }
    }

    @Test func `is refused however short it is cut`() throws {
        _ = try JSONText(Self.sample)
        for count in Self.sample.indices {
            let cut = Array(Self.sample[..<count])
            let error = try #require(refusal(of: cut), "\(count) bytes were accepted")
            #expect(error.offset <= count)
            Self.readTrusting(cut)
        }
    }

    @Test func `is refused however short it is cut at its start`() throws {
        for start in Self.sample.indices.dropFirst() {
            let cut = Array(Self.sample[start...])
            // `"€"}` and the like begin with a value, but something follows it.
            _ = try #require(refusal(of: cut))
            Self.readTrusting(cut)
        }
    }

    @Test func `with one byte changed is accepted only if Foundation accepts it`() throws {
        try Self.sample.indices.forEach { index in
            for byte in UInt8.min...UInt8.max where byte != Self.sample[index] {
                var changed = Self.sample
                changed[index] = byte
                try Self.check(changed)
            }
        }
    }

    @Test func `with one byte more or less is accepted only if Foundation accepts it`() throws {
        try Self.sample.indices.forEach { index in
            var shorter = Self.sample
            shorter.remove(at: index)
            try Self.check(shorter)
            for byte in Array("[]{},:\"\\ \n0-.eut/\u{0}".utf8) + [0x80, 0xC3, 0xFF] {
                var longer = Self.sample
                longer.insert(byte, at: index)
                try Self.check(longer)
            }
        }
    }

    @Test func `made of random pieces never crashes and never disagrees`() throws {
        let pieces = [
            "[", "]", "{", "}", ",", ":", "\"", "\\", "\"a\"", "\"b\":", "1", "-0.5", "e",
            "\\u00e9", "\\ud834",
            "\\udd1e", "true", "null", " ", "\n", "é", "\u{0}", "//",
        ].map { Array($0.utf8) }
        var random = Generator(seed: 8259)
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...12, using: &random)
            let text = (0..<count).flatMap { _ in pieces.randomElement(using: &random) ?? [] }
            try Self.check(text)
        }
    }

    /// Foundation's parser is another one: what both accept is probably right. It is laxer where it
    /// differs (duplicate names, byte order marks, half surrogates), never stricter here.
    static func check(_ bytes: [UInt8]) throws {
        readTrusting(bytes)
        guard let text = try? JSONText(bytes) else { return }
        walk(text.root)
        #expect(throws: Never.self, "accepted: \(String(decoding: bytes, as: UTF8.self))") {
            try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        }
    }
}
