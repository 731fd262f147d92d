import Crypto
import JSON

extension ValueReader<[Configuration.AMSSection.Install]> {
    static func installs(_ secrets: any SecretSource) -> Self {
        ValueReader { place in
            var pathsByID: [String: String] = [:]
            let installs = place.elements { element in
                element.object { object -> Configuration.AMSSection.Install? in
                    let installID = object.required(
                        "installId", .name, example: #""a28b7df0-2a16-26e1-08e4-a302199208d9""#)
                    let allowsShort = object.value("allowShortSecret", .boolean, default: false)
                    let secrets = InstallSecrets.read(
                        object, secrets, short: allowsShort ? .warning : .mistake)
                    if let installID, let first = pathsByID[installID] {
                        object.place("installId")?.mistake(
                            "is the installId of \(first) already",
                            mend: "remove one of the two, or write the other installation's id")
                    } else if let installID {
                        pathsByID[installID] = element.path
                    }
                    guard let installID, let secrets else { return nil }
                    return .init(installID: installID, secrets: secrets)
                }
            }
            if let installs, installs.isEmpty, place.hasNoElement {
                place.mistake(
                    "must name at least one installation: without any, every invoke is refused",
                    mend: #"write [{"installId": "…", "secret": {"credential": "…"}}]"#)
            }
            return installs
        }
    }
}

/// The secrets of one install: `secret`, or `secrets` while one is replaced by another.
enum InstallSecrets {
    /// RFC 7518 section 3.2: "A key of the same size as the hash output (for instance, 256 bits
    /// for HS256) or larger MUST be used".
    static let bytesMin = 32
    /// More than an old, a present and a next one nobody needs; each costs a forger's every try
    /// an HMAC.
    static let countMax = 4

    static func read(
        _ object: ObjectReader, _ source: any SecretSource, short: ShortSecret.Gravity
    ) -> [Secret]? {
        let reader = ValueReader<Secret>.secret(
            source, short: ShortSecret(bytesMin: bytesMin, gravity: short))
        guard object.has("secrets") else {
            return object.required(
                "secret", reader, example: #"{"credential": "ams-install-secret"}"#
            ).map { [$0] }
        }
        let secrets = object.optional("secrets", several(reader))
        if object.optional("secret", reader) != nil {
            object.place("secrets")?.mistake(
                "must not stand beside \"secret\"",
                mend: "write both in \"secrets\"; the first of them signs what the bridge sends")
            return nil
        }
        return secrets
    }

    private static func several(_ reader: ValueReader<Secret>) -> ValueReader<[Secret]> {
        ValueReader { place in
            let secrets = place.elements { reader.read($0) }
            guard place.value.kind == .array, place.hasNoElement || place.element(countMax) != nil
            else { return secrets }
            place.mistake(
                "must have from 1 to \(countMax) secrets",
                mend: #"write [{"credential": "new"}, {"credential": "old"}]"#)
            return nil
        }
    }
}
