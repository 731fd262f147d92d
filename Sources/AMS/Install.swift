package import Crypto

/// One installation of the app in a product: whose tokens we accept.
package struct Install: Sendable {
    /// `instanceContext.installId` of its invokes.
    package let installID: String
    /// Each of them signs what comes in: while one is replaced by another, both do. The key is the
    /// UTF-8 bytes of the text, neither base64 nor a UUID (protocol notes on AMS, 2).
    package let secrets: [Secret]

    package init(installID: String, secrets: [Secret]) {
        precondition(!secrets.isEmpty, "an install without a secret")
        self.installID = installID
        self.secrets = secrets
    }

    /// An install with one secret.
    package init(installID: String, secret: Secret) {
        self.init(installID: installID, secrets: [secret])
    }
}
