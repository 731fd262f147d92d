import Crypto
package import Store

extension Configuration {
    /// Where the rows lie, and for how long.
    package struct StoreSection: Hashable, Sendable {
        /// The SQLite file; its directory must be there.
        package var path: String
        /// How long a finished invocation is kept; 30 days unless set.
        package var retention: Duration
        /// With more unsettled rows than this, an invoke is answered 503; 5,000,000 unless set.
        package var queuedRowsMax: Int
        /// Seals what the store holds of peers and operators; `nil` leaves it open.
        package var key: SealingKey?
        /// Keys that the store may be sealed with: only `rekey` uses them.
        package var previousKeys: [SealingKey]
    }

    /// A key of the store, and where it lies: commands that do not need the daemon's other secrets
    /// read it from there.
    package struct SealingKey: Hashable, Sendable {
        package var reference: SecretReference
        package var key: StoreKey
    }
}

extension ValueReader<Configuration.StoreSection> {
    static func store(_ secrets: any SecretSource) -> Self {
        ValueReader { place in
            place.object { object in
                let path = object.required(
                    "path", .absolutePath, example: #""/var/lib/mpo-bridge/bridge.db""#)
                let retention = object.value(
                    "retention", .duration(.hours(1) ... .days(3650), example: .days(30)),
                    default: .days(30))
                let queuedRowsMax = object.value(
                    "queuedRowsMax", .integer(1...1_000_000_000), default: 5_000_000)
                let reader = ValueReader<Configuration.SealingKey>.sealingKey(secrets)
                let key = object.optional("key", reader)
                let previous = object.value("previousKeys", several(reader), default: [])
                guard let path else { return nil }
                return .init(
                    path: path, retention: retention, queuedRowsMax: queuedRowsMax, key: key,
                    previousKeys: previous)
            }
        }
    }
    /// More than one old key and those of restored backups nobody needs.
    private static let previousKeysMax = 8

    private static func several(
        _ reader: ValueReader<Configuration.SealingKey>
    ) -> ValueReader<[Configuration.SealingKey]> {
        ValueReader<[Configuration.SealingKey]> { place in
            var place = place
            place.isSecret = true
            guard place.element(previousKeysMax) == nil else {
                place.mistake(
                    "has more than \(previousKeysMax) keys",
                    mend: "remove those that no value is sealed with any more")
                return nil
            }
            return place.elements { reader.read($0) }
        }
    }
}

extension ValueReader<Configuration.SealingKey> {
    static func sealingKey(_ secrets: any SecretSource) -> Self {
        ValueReader { place in
            var place = place
            place.isSecret = true
            // The second reading finds no mistake that the first one did not.
            guard let secret = ValueReader<Secret>.secret(secrets).read(place),
                let reference = ValueReader<SecretReference>.secretReference.read(place)
            else { return nil }
            guard let key = secret.withBytes({ StoreKey(hexadecimal: $0) }) else {
                place.mistake(
                    "is not a key: \(StoreKey.digitCount) hexadecimal digits (\(reference))",
                    mend: "make one with: openssl rand -hex 32")
                return nil
            }
            return .init(reference: reference, key: key)
        }
    }
}
