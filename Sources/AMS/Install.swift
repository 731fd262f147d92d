package import Crypto

/// One installation of the app in a product: whose tokens we accept, and with whose we answer.
package struct Install: Sendable {
    /// `instanceContext.installId` of its invokes.
    package let installID: String
    /// Signs in both directions. The key is the UTF-8 bytes of the text, neither base64 nor a UUID
    /// (protocol notes on AMS, 2).
    package let secret: Secret

    package init(installID: String, secret: Secret) {
        self.installID = installID
        self.secret = secret
    }
}
