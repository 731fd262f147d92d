internal import Crypto

/// The signature in a call's path, checked by computing it anew (protocol notes on MPO, section 2).
///
/// On purpose it shares nothing with the bridge's own signer but the digests: a mistake that both
/// sides make would show up nowhere.
struct CallSignature: Sendable {
    let apiUser: [UInt8]
    let secret: Secret

    /// The parts of `/api/{version}/json/{user}/{time}/{signature}`; `nil` for any other path.
    struct Path {
        let version: UInt8
        let user: ArraySlice<UInt8>
        let time: ArraySlice<UInt8>
        let signature: ArraySlice<UInt8>

        init?(_ path: [UInt8]) {
            let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            guard parts.count == 7, parts[0].isEmpty, parts[1].elementsEqual("api".utf8),
                parts[2].count == 1, let version = parts[2].first,
                version == UInt8(ascii: "1") || version == UInt8(ascii: "2"),
                parts[3].elementsEqual("json".utf8)
            else { return nil }
            self.version = version
            user = parts[4]
            time = parts[5]
            signature = parts[6]
        }
    }

    /// Whether a path was made for this very body by someone who knows the secret.
    ///
    /// The digest is told by the length of its hexadecimal digits, whose case does not matter.
    ///
    /// - Parameter timeWindow: the seconds by which the time may differ from `now`.
    func fits(_ path: Path, body: [UInt8], now: Int64, timeWindow: Int?) -> Bool {
        guard path.user.elementsEqual(apiUser),
            let algorithm = DigestAlgorithm.allCases.first(where: {
                $0.hexadecimalCount == path.signature.count
            })
        else { return false }
        if let timeWindow {
            guard let time = Bytes.decimal(Array(path.time), 0..<path.time.count),
                abs(Int64(time) - now) <= Int64(timeWindow)
            else { return false }
        }
        let digest = secret.withBytes { secret in
            Digest.digest(algorithm, of: [Array(path.time), secret, body, secret])
        }
        let lowered = path.signature.map { byte in
            (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte) ? byte | 0x20 : byte
        }
        return ConstantTime.equals(Hexadecimal.encode(digest), lowered)
    }
}
