import Crypto
import Testing

@Suite struct `A secret` {
    struct Login {
        let user: String
        let password: Secret
    }

    static let plain = "hunter2hunter2"
    let secret = Secret(Array(Self.plain.utf8))

    @Test func `gives its bytes to who asks for them`() {
        #expect(secret.withBytes { $0 } == Array(Self.plain.utf8))
        #expect(secret.byteCount == Self.plain.utf8.count)
    }

    @Test func `does not show in any text`() {
        let login = Login(user: "220", password: secret)
        var dumped = ""
        dump(login, to: &dumped)
        var dumpedAlone = ""
        dump(secret, to: &dumpedAlone)
        let texts = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\(login)",
            "\([secret])", "\(Optional(secret) as Any)", String(reflecting: ["key": secret]),
            dumped, dumpedAlone,
        ]
        // An array of bytes would show as numbers.
        let asNumbers = Array(Self.plain.utf8).map { "\($0)" }.prefix(3).joined(separator: ", ")
        for text in texts {
            #expect(!text.contains(Self.plain))
            #expect(!text.contains(asNumbers))
            #expect(!text.contains("104"))
            #expect(text.contains("<secret>"))
        }
    }

    @Test func `has no children for a mirror`() {
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test func `is equal to the same bytes only`() {
        #expect(secret == Secret(Array(Self.plain.utf8)))
        #expect(secret != Secret(Array("hunter2hunter3".utf8)))
        #expect(secret != Secret([]))
    }

    @Test func `wipes bytes where they lie, and nobody else's`() {
        var bytes = Array(Self.plain.utf8)
        let kept = bytes
        Secret.wipe(&bytes)
        #expect(bytes == [UInt8](repeating: 0, count: Self.plain.utf8.count))
        #expect(kept == Array(Self.plain.utf8))
        var nothing: [UInt8] = []
        Secret.wipe(&nothing)
        #expect(nothing == [])
    }

    @Test func `leaves bytes alone that somebody still holds when it goes`() {
        let kept = Secret([1, 2, 3]).withBytes { $0 }
        #expect(kept == [1, 2, 3])
    }
}

@Suite struct `The comparison in constant time` {
    @Test func `finds a difference at any place`() {
        let bytes = [UInt8](0..<32)
        #expect(ConstantTime.equals(bytes, bytes))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x80
            #expect(!ConstantTime.equals(bytes, other))
        }
    }

    @Test func `refuses another length`() {
        #expect(!ConstantTime.equals([1, 2], [1, 2, 3]))
        #expect(!ConstantTime.equals([], [0]))
        #expect(ConstantTime.equals([], []))
    }
}
