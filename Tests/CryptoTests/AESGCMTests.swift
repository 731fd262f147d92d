import Crypto
import Testing

@Suite struct `AES-256-GCM` {
    private static let key = [UInt8](0..<32)
    private static let nonce = [UInt8](100..<112)
    private static let extra = Array("page.rows".utf8)

    private static func bytes(_ digits: String) -> [UInt8] {
        Hexadecimal.decode(Array(digits.utf8)) ?? []
    }

    /// McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 14 and 16, which are
    /// in NIST's CAVP files as well.
    @Test func `agrees with the published test cases`() {
        let empty = AESGCM(key: Secret([UInt8](repeating: 0, count: 32)))
        let short = empty.seal(
            [UInt8](repeating: 0, count: 16), nonce: [UInt8](repeating: 0, count: 12),
            authenticating: [], after: [])
        #expect(
            short
                == Self.bytes("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"))
        let cipher = AESGCM(
            key: Secret(
                Self.bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")))
        let sealed = cipher.seal(
            Self.bytes(
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"),
            nonce: Self.bytes("cafebabefacedbaddecaf888"),
            authenticating: Self.bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"), after: [])
        #expect(
            sealed
                == Self.bytes(
                    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                        + "76fc6ece0f4e1768cddf8853bb2d551b"))
    }

    @Test(arguments: [0, 1, 15, 16, 17, 100_000])
    func `opens what it sealed, behind its header`(count: Int) {
        let cipher = AESGCM(key: Secret(Self.key))
        let text = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        for _ in 0..<2 {
            let sealed = cipher.seal(
                text, nonce: Self.nonce, authenticating: Self.extra, after: [7, 8])
            #expect(sealed.count == 2 + count + AESGCM.tagBytes)
            #expect(Array(sealed.prefix(2)) == [7, 8])
            let opened = cipher.open(
                sealed[2...], nonce: Self.nonce, authenticating: Self.extra)
            #expect(opened == text)
        }
    }

    @Test func `opens nothing of which a bit is another`() {
        let cipher = AESGCM(key: Secret(Self.key))
        let sealed = cipher.seal(
            Array("a cell".utf8), nonce: Self.nonce, authenticating: Self.extra, after: [])
        for index in sealed.indices {
            var other = sealed
            other[index] ^= 1
            let opened = cipher.open(other[...], nonce: Self.nonce, authenticating: Self.extra)
            #expect(opened == nil)
        }
        for count in 0..<sealed.count {
            let opened = cipher.open(
                sealed.prefix(count), nonce: Self.nonce, authenticating: Self.extra)
            #expect(opened == nil)
        }
        let elsewhere = cipher.open(sealed[...], nonce: Self.nonce, authenticating: [])
        #expect(elsewhere == nil)
        let later = cipher.open(
            sealed[...], nonce: Self.nonce.reversed(), authenticating: Self.extra)
        #expect(later == nil)
        let other = AESGCM(key: Secret(Self.key.reversed()))
        let opened = other.open(sealed[...], nonce: Self.nonce, authenticating: Self.extra)
        #expect(opened == nil)
    }
}

@Suite struct `Random bytes` {
    @Test func `are never the same twice`() {
        var seen: Set<[UInt8]> = []
        for _ in 0..<1_000 { seen.insert(RandomBytes.make(12)) }
        #expect(seen.count == 1_000)
        #expect(RandomBytes.make(0).isEmpty)
    }
}
