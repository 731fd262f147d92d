package import Bridge
import JSON

extension Configuration {
    /// Reads a text whole: either a configuration without a mistake, or all of its mistakes.
    ///
    /// - Parameter file: the name that mistakes and warnings are reported under.
    package static func load(
        text: [UInt8], file: String = "bridge.json", secrets: any SecretSource
    ) -> Result<Configuration, ConfigurationMistakes> {
        read(text: text, file: file, as: .configuration(secrets)).map { configuration, warnings in
            var configuration = configuration
            configuration.warnings = warnings
            configuration.version = version(of: text)
            return configuration
        }
    }

    /// Reads a file; one that cannot be read is a mistake as well.
    package static func load(
        path: String, secrets: any SecretSource
    ) -> Result<Configuration, ConfigurationMistakes> {
        let text: [UInt8]
        do throws(FileError) {
            text = try FileContents.read(path, bytesMax: textBytesMax)
        } catch {
            return .failure(ConfigurationMistakes(file: path, unreadable: error))
        }
        return load(text: text, file: path, secrets: secrets)
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

extension ValueReader<Configuration> {
    static func configuration(_ secrets: any SecretSource) -> Self {
        ValueReader { place in
            place.object { object in
                let receiver = object.required(
                    "receiver", .receiver, example: #"{"listen": "127.0.0.1:8080"}"#)
                let store = object.required(
                    "store", .store, example: #"{"path": "/var/lib/mpo-bridge/bridge.db"}"#)
                let ams = object.required(
                    "ams", .ams(secrets), example: #"{"installs": […], "endpoints": {…}}"#)
                let mpo = object.required(
                    "mpo", .mpo(secrets),
                    example: #"{"syncURL": "https://…", "apiUser": "…", "apiSecret": {…}}"#)
                let mappings = object.required(
                    "mappings", .mappings, example: #"[{"name": "…", "processID": 66305}]"#)
                let admin = object.value("admin", .admin, default: .standard)
                let log = object.value("log", .log, default: .standard)
                guard let receiver, let store, let ams, let mpo, let mappings else { return nil }
                let configuration = Configuration(
                    receiver: receiver, store: store, ams: ams, mpo: mpo, mappings: mappings,
                    admin: admin, log: log, warnings: [], version: "")
                configuration.checkAcrossSections(object)
                return configuration
            }
        }
    }
}
