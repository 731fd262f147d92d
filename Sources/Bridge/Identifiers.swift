/// The name of an invocation outside of the bridge: a UUID of our making, returned by the invoke
/// and sent back to the product as `invocation-id` (`ams-service-invoke`: "should be unique").
package struct InvocationID: Hashable, Sendable, CustomStringConvertible {
    /// 36 characters, lower case.
    package let text: String

    /// An id that was made earlier, as it was stored; `nil` unless it has the form of a UUID.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count == 36 else { return nil }
        for (index, byte) in bytes.enumerated() {
            switch index {
            case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return nil }
            default:
                guard Self.isHexDigit(byte) else { return nil }
            }
        }
        self.text = text
    }

    /// A new id for an invoke, in the form of a random UUID (RFC 9562, version 4). Its first half
    /// is of the body's digest, so that one index finds an id as well as a body that was here
    /// before; the other half is random, so that nobody can guess an id, and the same body, taken
    /// in twice, has two.
    ///
    /// - Parameters:
    ///   - bodyDigest: at least eight bytes, salted, since the id goes to others.
    ///   - random: a number that nobody can foresee.
    package init(bodyDigest: [UInt8], random: UInt64) {
        precondition(bodyDigest.count >= 8, "half an id is eight bytes")
        let digest = bodyDigest.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        let high = digest & 0xffff_ffff_ffff_0fff | 0x4000
        let low = random & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
        var characters: [UInt8] = []
        characters.reserveCapacity(36)
        for index in 0..<32 {
            if index == 8 || index == 12 || index == 16 || index == 20 {
                characters.append(UInt8(ascii: "-"))
            }
            let word = index < 16 ? high : low
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (index % 16))) & 0xf
            characters.append(
                digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
        text = String(decoding: characters, as: UTF8.self)
    }

    /// What ids of equal bodies have in common: the first half, with its dashes.
    package var firstHalf: String { String(text.prefix(18)) }

    package var description: String { text }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

/// The number of an invocation in the store: small, growing, never reused.
package struct InvocationKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 1 to 2³¹ - 1: the upper half of the keys of pages, calls and exceptions.
    package let number: Int64

    package init(_ number: Int64) {
        precondition((1...Int64(Int32.max)).contains(number), "an invocation key is 1 to 2^31-1")
        self.number = number
    }

    package static func < (left: InvocationKey, right: InvocationKey) -> Bool {
        left.number < right.number
    }

    package var description: String { String(number) }
}
