/// Why a token was refused. Never holds a piece of the token: it would be good for a replay.
package enum TokenError: Error, Hashable, Sendable {
    /// The request has no `Authorization` header.
    case missing
    /// The header is not of the Bearer scheme, or has something after the token.
    case notBearer
    /// More than `MessageLimits.authorizationBytesMax` bytes.
    case tooLong
    /// Not three parts of strict base64url.
    case malformed
    /// The header or the claims are not the JSON that they must be.
    case badJSON(part: Part, problem: String)
    /// `alg` is not HS256.
    case algorithm
    /// `typ` is not JWT.
    case type
    /// A header parameter that would change what is verified, and how.
    case forbiddenParameter(String)
    /// No install's secret has signed it.
    case signature
    /// A claim that we need is not there.
    case claimMissing(String)
    /// A claim is of the wrong kind.
    case claimMalformed(String)
    /// Expired longer ago than the leeway.
    case expired(secondsAgo: Int64)
    /// Issued, or valid from, later than the leeway allows.
    case notYetValid(claim: String, secondsAhead: Int64)
    /// Lives longer than the rules allow.
    case lifetime(seconds: Int64)
    /// Ends before it was issued.
    case endsBeforeItBegins
    /// Signed by another install than the one that the body names.
    case otherInstall
    /// Made for another instance than the one that the body names.
    case otherInstance
    /// Made for another tenant than the one that the body names.
    case otherTenant

    package enum Part: String, Hashable, Sendable {
        case header, claims
    }

    /// What is wrong and what mends it, for the log. The product is told no more than "401".
    package var text: String {
        switch self {
        case .missing: "no Authorization header: the product must send \"Bearer <token>\""
        case .notBearer: "the Authorization header is not \"Bearer <token>\""
        case .tooLong:
            "the Authorization header has more than \(MessageLimits.authorizationBytesMax) bytes"
        case .malformed: "the token is not three parts of unpadded base64url (RFC 7515, 7.1)"
        case .badJSON(let part, let problem): "the token's \(part.rawValue): \(problem)"
        case .algorithm: "the token's alg is not HS256, the only algorithm of AMS"
        case .type: "the token's typ is not JWT"
        case .forbiddenParameter(let name):
            "the token's header has a \(name), which AMS never sends"
        case .signature:
            "no configured install's secret has signed the token: "
                + "compare ams.installs with the product's app settings"
        case .claimMissing(let name): "the token has no claim \(name)"
        case .claimMalformed(let name): "the token's claim \(name) is of the wrong kind"
        case .expired(let seconds):
            "the token expired \(seconds) s ago: compare the clocks, or raise ams.tokenLeeway"
        case .notYetValid(let claim, let seconds):
            "the token's \(claim) lies \(seconds) s ahead: "
                + "compare the clocks, or raise ams.tokenLeeway"
        case .lifetime(let seconds):
            "the token lives \(seconds) s, longer than ams.tokenLifetimeMax"
        case .endsBeforeItBegins: "the token's exp is not later than its iat"
        case .otherInstall: "the token is signed by another install than the body's installId"
        case .otherInstance: "the token's aud is not the body's instanceId"
        case .otherTenant: "the token's o.a.p.ctenantId is not the body's tenantId"
        }
    }
}
