/// What a transfer may reach. A URL can come from a stranger: it is hostile until proven otherwise.
///
/// There is nothing in it that would switch the verification of certificates off.
package struct OutboundPolicy: Hashable, Sendable {
    /// Whether plain `http` is allowed, where no key is pinned. `https` always is, and its
    /// certificates are always verified.
    package var allowHTTP: Bool

    /// Whether private, loopback, link-local and reserved addresses may be connected to.
    ///
    /// It is the connected address that is checked, not the name: a name can resolve to one thing
    /// when somebody looks and to another when libcurl does ("DNS rebinding").
    package var allowPrivateAddresses: Bool

    /// A file of trusted certificates in PEM form instead of the system's.
    package var caFile: String?

    /// The public keys of which the server must show one; none: any key of a trusted certificate.
    package var pins: [PublicKeyPin]

    package init(
        allowHTTP: Bool = false, allowPrivateAddresses: Bool = false, caFile: String? = nil,
        pins: [PublicKeyPin] = []
    ) {
        self.allowHTTP = allowHTTP
        self.allowPrivateAddresses = allowPrivateAddresses
        self.caFile = caFile
        self.pins = pins
    }

    /// Plain text has no key that could be pinned.
    var takesHTTP: Bool { allowHTTP && pins.isEmpty }
}
