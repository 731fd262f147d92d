package import Bridge
import JSON

extension Configuration {
    /// Reads a text whole: either a configuration without a mistake, or all of its mistakes.
    ///
    /// - Parameter file: the name that mistakes and warnings are reported under.
    package static func load(
        text: [UInt8], file: String = "bridge.json", secrets: any SecretSource
    ) -> Result<Configuration, ConfigurationMistakes> {
        examine(text: text, file: file, secrets: secrets, use: nil).usable
    }

    /// Reads a file; one that cannot be read is a mistake as well.
    package static func load(
        path: String, secrets: any SecretSource
    ) -> Result<Configuration, ConfigurationMistakes> {
        examine(path: path, secrets: secrets, use: nil).usable
    }

    /// Reads a file, and looks at the files and folders that it names: all that is wrong and all
    /// that is doubtful at once. A daemon starts with exactly what is found to be usable here.
    package static func examine(
        path: String, secrets: any SecretSource, for use: ConfigurationUse
    ) -> ConfigurationFindings {
        examine(path: path, secrets: secrets, use: use)
    }

    private static func examine(
        path: String, secrets: any SecretSource, use: ConfigurationUse?
    ) -> ConfigurationFindings {
        let text: [UInt8]
        do throws(FileError) {
            text = try FileContents.read(path, bytesMax: textBytesMax)
        } catch {
            return ConfigurationFindings(
                written: nil, found: ConfigurationMistakes(file: path, unreadable: error))
        }
        return examine(text: text, file: path, secrets: secrets, use: use)
    }

    /// - Parameter use: `nil` looks at no file.
    private static func examine(
        text: [UInt8], file: String, secrets: any SecretSource, use: ConfigurationUse?
    ) -> ConfigurationFindings {
        let json: JSONText
        do throws(JSONError) {
            json = try JSONText(text)
        } catch {
            return ConfigurationFindings(
                written: nil, found: ConfigurationMistakes(file: file, invalid: error, in: text))
        }
        let notes = MistakeNotes(text: text)
        let sections = ValueReader<ConfigurationSections>.sections(secrets)
            .read(Place(value: json.root, path: "", notes: notes))
        let files = use.flatMap { sections?.checkFiles(file, json.root, for: $0) }
        let mistakes = notes.sorted(.mistake)
        let warnings = notes.sorted(.warning)
        let whole = sections?.whole(text, warnings: warnings)
        var restarts: [ConfigurationMistake] = []
        if case .reload(let running)? = use {
            restarts = whole?.restartMistakes(running, FileNotes(json.root)) ?? []
        }
        let found = ConfigurationMistakes(
            file: file,
            mistakes: inOrder(mistakes + (files?.mistakes ?? []) + restarts),
            warnings: inOrder(warnings + (files?.warnings ?? [])))
        return ConfigurationFindings(written: mistakes.isEmpty ? whole : nil, found: found)
    }

    /// In the order of the text; of the same place, as they were found.
    private static func inOrder(_ mistakes: [ConfigurationMistake]) -> [ConfigurationMistake] {
        mistakes.enumerated().sorted {
            ($0.element.line, $0.element.column, $0.offset)
                < ($1.element.line, $1.element.column, $1.offset)
        }.map(\.element)
    }

    /// One mapping's JSON, as it was kept with an invocation that started under it.
    package static func mapping(fromText text: [UInt8]) throws(ConfigurationMistakes) -> Mapping {
        try read(text: text, file: "mapping", as: .mapping).get().0
    }

    /// Longer than any sensible configuration; a wrong path to a large file costs no memory.
    private static let textBytesMax = 4 * Size.mebibyte

    private static func read<Value>(
        text: [UInt8], file: String, as reader: ValueReader<Value>
    ) -> Result<(Value, [ConfigurationMistake]), ConfigurationMistakes> {
        let json: JSONText
        do throws(JSONError) {
            json = try JSONText(text)
        } catch {
            return .failure(ConfigurationMistakes(file: file, invalid: error, in: text))
        }
        let notes = MistakeNotes(text: text)
        let value = reader.read(Place(value: json.root, path: "", notes: notes))
        let found = ConfigurationMistakes(
            file: file, mistakes: notes.sorted(.mistake), warnings: notes.sorted(.warning))
        guard let value, found.mistakes.isEmpty else { return .failure(found) }
        return .success((value, found.warnings))
    }
}

/// What was found in a configuration.
package struct ConfigurationFindings: Sendable {
    /// What the text says, whatever is wrong beyond it; `nil` when there is a mistake in the text.
    package let written: Configuration?
    /// All that is wrong, and all that is doubtful.
    package let found: ConfigurationMistakes

    /// `nil` when there is a mistake.
    package var configuration: Configuration? { found.mistakes.isEmpty ? written : nil }

    /// The configuration, or why there is none.
    package var usable: Result<Configuration, ConfigurationMistakes> {
        configuration.map { .success($0) } ?? .failure(found)
    }
}
