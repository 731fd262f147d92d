internal import Bridge
internal import Crypto
internal import JSON

/// Mints the tokens of invokes, as the product does (source document, "JWT Claims").
///
/// On purpose it shares nothing with the bridge's own issuer but HMAC and base64url.
struct InvokeToken: Sendable {
    private let context: InvocationContext
    private let secret: Secret
    /// Tokens of one second are the same, as the real ones are.
    private var last: (second: Int64, milliseconds: Bool, text: String)?

    init(context: InvocationContext, secret: Secret) {
        self.context = context
        self.secret = secret
    }

    /// The value of an Authorization header.
    ///
    /// - Parameter milliseconds: writes the times as older documents do.
    mutating func authorization(now: Int64, milliseconds: Bool) -> String {
        if let last, last.second == now, last.milliseconds == milliseconds { return last.text }
        let factor: Int64 = milliseconds ? 1000 : 1
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("iss")
        writer.string(context.productID)
        writer.key("aud")
        writer.string(context.instanceID)
        writer.key("exp")
        writer.integer((now + TokenCheck.lifetime) * factor)
        writer.key("iat")
        writer.integer(now * factor)
        writer.key("o.a.p.ctenantId")
        writer.string(context.tenantID)
        writer.endObject()
        let text = "Bearer " + Self.sign(writer.bytes, secret)
        last = (now, milliseconds, text)
        return text
    }

    private static func sign(_ claims: [UInt8], _ secret: Secret) -> String {
        let header = Base64URL.encode(Array(#"{"alg":"HS256"}"#.utf8))
        let signed = header + [UInt8(ascii: ".")] + Base64URL.encode(claims)
        let mac = secret.withBytes { HMAC.sha256(signed, key: $0) }
        let token = signed + [UInt8(ascii: ".")] + Base64URL.encode(mac)
        return String(decoding: token, as: UTF8.self)
    }
}
