import Bridge
import Service

/// A configuration is right, or every mistake has a text; a kept mapping can be read back.
enum ConfigurationRules {
    /// Every reference has a secret.
    private struct Secrets: SecretSource {
        func bytes(of reference: SecretReference) throws(SecretError) -> [UInt8] {
            Array("fuzz-secret-fuzz-secret-fuzz-secret-fuzz".utf8)
        }
    }

    static func check(_ bytes: [UInt8]) {
        switch Configuration.load(text: bytes, secrets: Secrets()) {
        case .success(let configuration):
            for mapping in configuration.mappings {
                let again = try? Configuration.mapping(fromText: mapping.text)
                precondition(again == mapping, "a mapping's text means something else")
            }
        case .failure(let mistakes):
            precondition(!mistakes.description.isEmpty, "a mistake without a text")
        }
    }
}
