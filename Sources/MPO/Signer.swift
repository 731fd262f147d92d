package import Bridge
package import Crypto

/// Signs calls: `hex(hash(time ‖ secret ‖ body ‖ secret))`, plain concatenation, not an HMAC
/// (protocol notes on MPO, 2.1).
///
/// MPO keeps no record of signatures and accepts one again as long as its time is near: a path
/// holds what is needed to send a call a second time and must never be logged. Each attempt is
/// signed anew.
package struct Signer: Sendable {
    /// 1 for the sync server, 2 for the main API (protocol notes, 1.2).
    package enum Version: Int, Sendable {
        case one = 1
        case two = 2
    }

    /// `/api/1/json/<user>/`
    private let prefix: [UInt8]
    private let secret: Secret
    private let algorithm: DigestAlgorithm

    /// `apiUser` is a decimal number in practice; it must not hold what a path would have to
    /// escape.
    package init(
        apiUser: String, secret: Secret, algorithm: DigestAlgorithm = .sha1,
        version: Version = .one
    ) {
        precondition(Self.isPathSegment(apiUser), "an API user with characters unfit for a URL")
        prefix = [UInt8]("/api/\(version.rawValue)/json/\(apiUser)/".utf8)
        self.secret = secret
        self.algorithm = algorithm
    }

    /// What a text must be made of to be an API user: RFC 3986's unreserved characters.
    package static func isPathSegment(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                    UInt8(ascii: "."), UInt8(ascii: "~"):
                    true
                default: false
                }
            }
    }

    /// The path of a call with exactly these bytes as its body, to be sent at once: MPO can be told
    /// to refuse a signature that is some time old.
    package func path(body: [UInt8], now: UnixTime) -> String {
        let time = [UInt8](String(now.seconds).utf8)
        var path = prefix
        path.reserveCapacity(prefix.count + time.count + 1 + algorithm.hexadecimalCount)
        path.append(contentsOf: time)
        path.append(UInt8(ascii: "/"))
        path.append(contentsOf: signature(time: time, body: body))
        return String(decoding: path, as: UTF8.self)
    }

    /// The signature in lower-case hexadecimal digits; `time` as it stands in the path.
    package func signature(time: [UInt8], body: [UInt8]) -> [UInt8] {
        let digest = secret.withBytes { secret in
            Digest.digest(algorithm, of: [time, secret, body, secret])
        }
        return Hexadecimal.encode(digest)
    }
}
