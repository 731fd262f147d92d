import Bridge

/// What could be read of a configuration: each section stands or falls alone, so that a mistake in
/// one hides none in another.
struct ConfigurationSections {
    var receiver: Configuration.ReceiverSection?
    var store: Configuration.StoreSection?
    var ams: Configuration.AMSSection?
    var mpo: Configuration.MPOSection?
    var mappings: [Mapping]?
    var admin: Configuration.AdminSection
    var log: Configuration.LogSection

    /// All of it; `nil` when a section is missing or wrong.
    func whole(_ text: [UInt8], warnings: [ConfigurationMistake]) -> Configuration? {
        guard let receiver, let store, let ams, let mpo, let mappings else { return nil }
        return Configuration(
            receiver: receiver, store: store, ams: ams, mpo: mpo, mappings: mappings, admin: admin,
            log: log, warnings: warnings, version: Configuration.version(of: text))
    }
}

extension ValueReader<ConfigurationSections> {
    static func sections(_ secrets: any SecretSource) -> Self {
        ValueReader { place in
            place.object { object in
                let sections = ConfigurationSections(
                    receiver: object.required(
                        "receiver", .receiver, example: #"{"listen": "127.0.0.1:8080"}"#),
                    store: object.required(
                        "store", .store(secrets),
                        example: #"{"path": "/var/lib/mpo-bridge/bridge.db"}"#),
                    ams: object.required(
                        "ams", .ams(secrets), example: #"{"installs": […], "endpoints": {…}}"#),
                    mpo: object.required(
                        "mpo", .mpo(secrets),
                        example: #"{"syncURL": "https://…", "apiUser": "…", "apiSecret": {…}}"#),
                    mappings: object.required(
                        "mappings", .mappings, example: #"[{"name": "…", "processID": 66305}]"#),
                    admin: object.value("admin", .admin, default: .standard),
                    log: object.value("log", .log, default: .standard))
                sections.check(object)
                return sections
            }
        }
    }
}
