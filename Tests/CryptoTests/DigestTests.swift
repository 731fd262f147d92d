import Crypto
import Testing

/// The messages and digests of FIPS 180-4's examples and of RFC 4231.
@Suite struct `The digests` {
    static let ofABC: [(DigestAlgorithm, String)] = [
        (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            .sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                + "8086072ba1e7cc2358baeca134c825a7"
        ),
        (
            .sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ]

    @Test(arguments: ofABC)
    func `agree with the published examples`(algorithm: DigestAlgorithm, expected: String) {
        let digest = Digest.digest(algorithm, of: Array("abc".utf8))
        #expect(text(Hexadecimal.encode(digest)) == expected)
        #expect(digest.count == algorithm.byteCount)
        #expect(expected.utf8.count == algorithm.hexadecimalCount)
    }

    @Test func `take the parts as one message`() {
        let message = Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)
        let whole = Digest.digest(.sha1, of: message)
        #expect(text(Hexadecimal.encode(whole)) == "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
        for cut in message.indices {
            let parts = [Array(message[..<cut]), [], Array(message[cut...])]
            #expect(Digest.digest(.sha1, of: parts) == whole)
        }
    }

    @Test func `exist for an empty message`() {
        let digest = Digest.digest(.sha1, of: [] as [[UInt8]])
        #expect(text(Hexadecimal.encode(digest)) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
        #expect(Digest.digest(.sha1, of: [] as [UInt8]) == digest)
    }

    @Test func `are the same on many threads at once`() async {
        let expected = Digest.digest(.sha256, of: Array("message".utf8))
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    (0..<200).allSatisfy { _ in
                        Digest.digest(.sha256, of: [Array("mess".utf8), Array("age".utf8)])
                            == expected
                    }
                }
            }
            for await same in group { #expect(same) }
        }
    }
}

@Suite struct `HMAC-SHA-256` {
    /// RFC 4231, sections 4.2 to 4.8, without the truncated one: key, message, digest.
    static let vectors: [(key: [UInt8], message: [UInt8], digest: String)] = [
        (
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            [UInt8](1...25), [UInt8](repeating: 0xCD, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ]

    @Test(arguments: vectors.indices)
    func `agrees with RFC 4231`(index: Int) {
        let vector = Self.vectors[index]
        let code = HMAC.sha256(vector.message, key: vector.key)
        #expect(text(Hexadecimal.encode(code)) == vector.digest)
    }

    @Test func `takes a slice as the message that it is`() {
        let padded = Array("xxwhat do ya want for nothing?yy".utf8)
        let slice = padded[2..<padded.count - 2]
        #expect(
            HMAC.sha256(slice, key: Array("Jefe".utf8))
                == HMAC.sha256(Array(slice), key: Array("Jefe".utf8)))
    }

    @Test func `takes an empty key and an empty message`() {
        #expect(
            text(Hexadecimal.encode(HMAC.sha256([] as [UInt8], key: [])))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
