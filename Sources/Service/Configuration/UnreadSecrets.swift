import Store

/// Stands in for secrets that nobody needs, or that cannot be read from here, so that the rest of a
/// configuration can be looked at.
package struct UnreadSecrets: SecretSource {
    /// It does for any secret, a store's key included.
    static let standIn = [UInt8](repeating: UInt8(ascii: "0"), count: StoreKey.digitCount)

    package init() {}

    package func bytes(of reference: SecretReference) throws(SecretError) -> [UInt8] {
        Self.standIn
    }
}
