import Crypto

/// Tokens whose signature was found to fit, by their exact bytes: all invokes of an instance within
/// a second bear the same one, and its signature need not be worked out for each of them.
///
/// And which secret has signed the last token of an instance: the next one, a second later, is held
/// against that one first. With a hundred secrets it would be held against fifty otherwise.
///
/// Nothing but that is remembered: a token's times are held against the clock each time, and its
/// claims against each body. One verifier has it for itself, since another one may have other keys.
package struct VerifiedTokens: Sendable {
    /// As many are kept at most, of 8 KiB at most; the one that came longest ago goes first.
    package static let countMax = 16

    private struct Known: Sendable {
        let authorization: [UInt8]
        let token: VerifiedToken
    }

    /// The one that came last comes first.
    private var known: [Known] = []

    /// Where, among the verifier's, the secret of an instance is.
    private var places: [String: Int] = [:]
    /// As many instances are remembered at most, before it begins anew; and none whose id is much
    /// longer than a UUID.
    package static let instancesMax = 1_024
    private static let instanceBytesMax = 64

    package init() {}

    /// How many are kept.
    package var count: Int { known.count }

    /// Of how many instances the secret is known.
    package var instanceCount: Int { places.count }

    /// The place of the secret that fitted an instance's last token.
    func place(of instance: String) -> Int? { places[instance] }

    mutating func remember(_ place: Int, of instance: String) {
        guard instance.utf8.count <= Self.instanceBytesMax else { return }
        if places[instance] == nil, places.count == Self.instancesMax { places.removeAll() }
        places[instance] = place
    }

    /// What the value of an `Authorization` header has been found to say. How long it takes to
    /// compare it with another says nothing about where they differ.
    mutating func token(writtenLike authorization: [UInt8]) -> VerifiedToken? {
        let index = known.firstIndex { ConstantTime.equals($0.authorization, authorization) }
        guard let index else { return nil }
        if index > 0 { known.insert(known.remove(at: index), at: 0) }
        return known[0].token
    }

    mutating func insert(_ token: VerifiedToken, writtenLike authorization: [UInt8]) {
        if known.count == Self.countMax { known.removeLast() }
        known.insert(Known(authorization: authorization, token: token), at: 0)
    }
}
