import Crypto
import Service
import Store

/// The store and its keys, as a command is told of them: by `--store`, `--key` and
/// `--previous-key`, or by a configuration.
struct StoreKeys {
    let path: String
    let key: StoreKey?
    let previous: [StoreKey]

    static let previousMax = 8

    /// - Parameter needsPrevious: whether the command takes `--previous-key`.
    init(_ arguments: inout Arguments, needsPrevious: Bool) throws(CommandError) {
        let keyFile = try arguments.option("--key")
        var previousFiles: [String] = []
        if needsPrevious {
            while let file = try arguments.option("--previous-key") { previousFiles.append(file) }
        }
        let named = try arguments.option("--store")
        let file = try arguments.option("--config")
        guard named == nil || file == nil else {
            throw .usage("--store and --config are two answers")
        }
        let store = try file.map { (file) throws(CommandError) in
            try InstalledPaths.configuration(file).store
        }
        path = store?.path ?? named ?? InstalledPaths.standardStore
        // A file that is named stands for what the configuration would say.
        let references =
            keyFile.map { [SecretReference.file($0)] }
            ?? store?.key.map { [$0.reference] } ?? []
        key = try Self.keys(references).first
        guard needsPrevious else {
            previous = []
            return
        }
        let old =
            previousFiles.isEmpty
            ? store?.previousKeys.map(\.reference) ?? []
            : previousFiles.map { SecretReference.file($0) }
        previous = try Self.keys(old)
    }

    private static func keys(
        _ references: [SecretReference]
    ) throws(CommandError) -> [StoreKey] {
        if !references.isEmpty { CoreFiles.forbid() }
        let source = SystemSecretSource(environment: Environment.all)
        var keys: [StoreKey] = []
        for reference in references {
            let secret: Secret
            do throws(SecretError) {
                secret = Secret(try source.bytes(of: reference))
            } catch {
                throw CommandError(
                    "the store's key \(error.problem) (\(reference))",
                    hint: "\(error.mend), or name its file with --key")
            }
            guard let key = secret.withBytes({ StoreKey(hexadecimal: $0) }) else {
                throw CommandError(
                    "\(reference) holds no key: \(StoreKey.digitCount) hexadecimal digits",
                    hint: "make one with: openssl rand -hex 32")
            }
            keys.append(key)
        }
        return keys
    }
}
