/// What a transfer may reach. A URL can come from a stranger: it is hostile until proven otherwise.
package struct OutboundPolicy: Hashable, Sendable {
    /// Whether plain `http` is allowed. `https` always is, and its certificates are always
    /// verified.
    package var allowHTTP: Bool

    /// Whether private, loopback, link-local and reserved addresses may be connected to.
    ///
    /// It is the connected address that is checked, not the name: a name can resolve to one thing
    /// when somebody looks and to another when libcurl does ("DNS rebinding").
    package var allowPrivateAddresses: Bool

    /// A file of trusted certificates in PEM form instead of the system's.
    package var caFile: String?

    package init(
        allowHTTP: Bool = false, allowPrivateAddresses: Bool = false, caFile: String? = nil
    ) {
        self.allowHTTP = allowHTTP
        self.allowPrivateAddresses = allowPrivateAddresses
        self.caFile = caFile
    }
}
