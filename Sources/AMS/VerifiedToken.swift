/// A token whose signature and times hold. What it may do is decided against the body that came
/// along.
package struct VerifiedToken: Hashable, Sendable {
    /// The installs whose secret has signed it: several when they share one.
    package let installIDs: [String]
    package let claims: TokenClaims
}
