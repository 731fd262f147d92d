import Crypto

/// A token taken apart (RFC 7515, section 7.1): nothing is verified yet.
struct CompactToken {
    /// The JSON text of the header.
    let header: [UInt8]
    /// The JSON text of the claims; not to be believed before the signature fits.
    let claims: [UInt8]
    let signature: [UInt8]
    /// What was signed: header and claims as they were sent, with the dot between them.
    let signed: ArraySlice<UInt8>

    /// Takes the value of an `Authorization` header apart.
    init(authorization: [UInt8]) throws(TokenError) {
        guard authorization.count <= MessageLimits.authorizationBytesMax else { throw .tooLong }
        let token = try Self.token(in: authorization)
        guard let first = token.firstIndex(of: Self.dot) else { throw .malformed }
        guard let second = token[(first + 1)...].firstIndex(of: Self.dot) else { throw .malformed }
        // A third dot is not in the alphabet of base64url, so the decoder refuses it.
        guard let header = Base64URL.decode(token[..<first]),
            let claims = Base64URL.decode(token[(first + 1)..<second]),
            let signature = Base64URL.decode(token[(second + 1)...])
        else { throw .malformed }
        self.header = header
        self.claims = claims
        self.signature = signature
        signed = token[..<second]
    }

    private static let dot = UInt8(ascii: ".")
    private static let scheme = [UInt8]("bearer".utf8)

    /// RFC 9110, section 11.4: the scheme, in any case, then one or more spaces, then the token.
    private static func token(in authorization: [UInt8]) throws(TokenError) -> ArraySlice<UInt8> {
        guard authorization.count > scheme.count else { throw .notBearer }
        for (index, byte) in scheme.enumerated() where authorization[index] | 0x20 != byte {
            throw .notBearer
        }
        let rest = authorization[scheme.count...]
        let token = rest.drop { $0 == UInt8(ascii: " ") }
        guard token.startIndex > rest.startIndex, !token.isEmpty else { throw .notBearer }
        guard !token.contains(UInt8(ascii: " ")) else { throw .notBearer }
        return token
    }
}
