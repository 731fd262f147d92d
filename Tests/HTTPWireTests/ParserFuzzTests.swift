import HTTPWire
import Testing

/// Bytes nobody would think of: whatever comes, the parser answers with events or one `ParseError`,
/// and cutting the bytes elsewhere changes nothing.
@Suite struct `The request parser among garbage` {
    @Test(arguments: 0..<8)
    func `is never confused`(_ seed: UInt64) {
        var random = SplitMix64(state: seed)
        let models =
            (ParserCase.accepted + ParserCase.honest + ParserCase.refused + ParserCase.smuggled)
            .map(\.bytes)
        for _ in 0..<1500 {
            var bytes = models.randomElement(using: &random) ?? []
            if Bool.random(using: &random) {
                bytes += models.randomElement(using: &random) ?? []
            }
            mutate(&bytes, &random)
            let parser = RequestParser(
                limits: WireLimits(headerBytesMax: 64, headerCountMax: 4, chunkLineBytesMax: 16),
                acceptsHTTP10: Bool.random(using: &random))
            let whole = Seen.feed([bytes], parser)
            #expect(Seen.feed(bytes.map { [$0] }, parser) == whole, "\(bytes)")
            #expect(Seen.feed(pieces(of: bytes, &random), parser) == whole, "\(bytes)")
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        let interesting = Array("\r\n\0\t :;,0aF9\u{7F}".utf8) + [0xFF, 0x80]
        for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
            let place = bytes.indices.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = interesting.randomElement(using: &random) ?? 0
            case 1: bytes.insert(interesting.randomElement(using: &random) ?? 0, at: place)
            case 2: bytes.remove(at: place)
            default: bytes.removeSubrange(place..<min(place + 9, bytes.count))
            }
        }
    }

    private func pieces(of bytes: [UInt8], _ random: inout SplitMix64) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 1...20, using: &random))
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }
}

/// A generator that gives the same numbers for the same seed.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
