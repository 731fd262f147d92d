import AMS
import Bridge
import Crypto

/// Makes tokens that no honest issuer makes, and contexts to hold them against.
enum Forge {
    static let secret = Secret([UInt8](TokenFixture.secret.utf8))
    static let now = UnixTime(seconds: 1_700_000_030)
    static let header = #"{"alg":"HS256"}"#

    /// The claims of an honest invoke, with one of them put in place of its namesake, or added.
    static func claims(_ name: String = "", _ json: String? = nil) -> String {
        var members = [
            ("iss", #""p""#), ("aud", #""6ea036bb-8cfb-46c5-a826-d001d3a0349b""#),
            ("exp", "1700000060"), ("iat", "1700000000"), ("o.a.p.ctenantId", #""6607""#),
        ]
        let index = members.firstIndex { $0.0 == name }
        if let index { members.remove(at: index) }
        if let json { members.insert((name, json), at: index ?? members.endIndex) }
        return "{" + members.map { #""\#($0.0)":\#($0.1)"# }.joined(separator: ",") + "}"
    }

    /// A token with this header and these claims, well signed unless told otherwise.
    static func token(
        _ claims: String, header: String = header, secret: Secret = secret
    ) -> String {
        let signed =
            text(Base64URL.encode([UInt8](header.utf8))) + "."
            + text(Base64URL.encode([UInt8](claims.utf8)))
        let signature = secret.withBytes { HMAC.sha256([UInt8](signed.utf8), key: $0) }
        return signed + "." + text(Base64URL.encode(signature))
    }

    static func context(
        install: String = "a28b7df0-2a16-26e1-08e4-a302199208d9",
        instance: String = "6ea036bb-8cfb-46c5-a826-d001d3a0349b", tenant: String = "6607"
    ) -> InvocationContext {
        InvocationContext(
            appID: "38281836-4bb4-2cdb-6006-592a98d02da1", installID: install,
            instanceID: instance, serviceID: "13023bae-8350-f75f-d953-f7a96d6928b6",
            tenantID: tenant, productID: "78ffbba2-cf29-a607-c611-3f05e9199a39")
    }

    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
