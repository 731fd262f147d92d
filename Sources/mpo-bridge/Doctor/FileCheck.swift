import Service

/// What `check` would say of the configuration and the files that it names.
enum FileCheck {
    static func findings(_ path: String, _ found: ConfigurationMistakes) -> [Finding] {
        // The receiver's certificate is looked at closer elsewhere.
        let finding = { (mistake: ConfigurationMistake, verdict: Finding.Verdict) in
            mistake.path.hasPrefix("receiver.tls")
                ? nil
                : Finding(
                    .configuration, mistake.path, verdict, mistake.problem, mend: mistake.mend)
        }
        let findings =
            found.mistakes.compactMap { finding($0, .fail) }
            + found.warnings.compactMap { finding($0, .warn) }
        guard findings.isEmpty else { return findings }
        return [Finding(.configuration, path, .ok, "is in order")]
    }
}
