import Bridge

/// A token whose signature and times hold. What it may do is decided against the body that came
/// along.
package struct VerifiedToken: Hashable, Sendable {
    /// The installs whose secret has signed it: several when they share one.
    package let installIDs: Set<String>
    package let claims: TokenClaims

    /// Whether an install's secret has signed it, without a look at all that share the secret. What
    /// Unicode takes for equal the set does, too: see `String.hasSameBytes`.
    func isSigned(by installID: String) -> Bool {
        installIDs.firstIndex(of: installID).map { installIDs[$0].hasSameBytes(as: installID) }
            ?? false
    }
}
