/// One thing that is wrong with a configuration.
package struct ConfigurationMistake: Hashable, Sendable {
    /// `mappings[0].parameters.city`; empty for the text as a whole.
    package let path: String
    /// From 1; 0 when the file has no text to point at.
    package let line: Int
    /// From 1, in characters; 0 when the file has no text to point at.
    package let column: Int
    /// Goes on from the path: `must be a duration such as "30s"`.
    package let problem: String
    /// The offending value as it stands in the text; `nil` when it is missing or may be a secret.
    package let value: String?
    /// What to do about it.
    package let mend: String
    /// The known word that was probably meant.
    package let suggestion: String?
}

/// All that is wrong with a configuration, in the order of the text.
package struct ConfigurationMistakes: Error, Hashable, Sendable {
    /// The name of the file as it was given.
    package let file: String
    /// What keeps the configuration from being used.
    package let mistakes: [ConfigurationMistake]
    /// What is allowed, and yet probably not meant.
    package let warnings: [ConfigurationMistake]

    package init(
        file: String, mistakes: [ConfigurationMistake], warnings: [ConfigurationMistake]
    ) {
        self.file = file
        self.mistakes = mistakes
        self.warnings = warnings
    }
}
