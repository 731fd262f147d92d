import Crypto
import Foundation
import Service
import Testing

@Suite struct `A secret in the configuration` {
    static let planted = KnownSecrets.planted

    /// Ways to write the secret itself into the file, or to name it wrongly.
    static let literals = [
        #""apiSecret": "SECRET""#,
        #""apiSecret": ["SECRET"]"#,
        #""apiSecret": {"credential": "SECRET/+="}"#,
        #""apiSecret": {"credential": ["SECRET"]}"#,
        #""apiSecret": {"file": "SECRET"}"#,
        #""apiSecret": {"environment": "SECRET"}"#,
        #""apiSecret": {"SECRET": 1}"#,
        #""apiSecret": {"value": "SECRET"}"#,
        #""apiSecret": {"credential": "a", "file": "/SECRET"}"#,
        #""apisecret": "SECRET""#,
        #""apiSecret": {"credential": "a"}, "syncURL": "https://user:SECRET@a.example""#,
        #""apiSecret": {"credential": "a"}, "syncURL": "https:/user:SECRET@a.example""#,
        #""apiSecret": {"credential": "a"}, "syncURL": "https://a.example/?key=SECRET""#,
        #""apiSecret": {"credential": "a"}, "syncURL": "https://a.example/api/1/json/1/2/SECRET""#,
        #""apiSecret": {"credential": "a"}, "syncURL": {"SECRET": "SECRET"}"#,
    ]

    @Test(arguments: literals)
    func `is refused and never shown when it stands there itself`(literal: String) throws {
        let text = ConfigurationSample.text(
            replacing: #""apiSecret": { "environment": "MPO_SECRET" }"#,
            with: literal.replacingOccurrences(of: "SECRET", with: Self.planted)
        )
        .replacingOccurrences(
            of: literal.contains("syncURL")
                ? #""syncURL": "https://acme-syncapi.mpo.mambu.com/", "# : "¬",
            with: "")
        let found = ConfigurationSample.mistakes(text)
        #expect(!found.mistakes.isEmpty)
        for rendering in Self.renderings(found) { #expect(!rendering.contains(Self.planted)) }
        #expect(found.mistakes.allSatisfy { !$0.mend.isEmpty })
    }

    @Test func `is resolved when the text is read`() throws {
        let configuration = try ConfigurationSample.load(ConfigurationSample.text).get()
        let expected = Array((Self.planted + "environment variable MPO_SECRET").utf8)
        #expect(configuration.mpo.apiSecret.withBytes { $0 == expected })
        for rendering in ["\(configuration)", String(reflecting: configuration)] {
            #expect(!rendering.contains(Self.planted))
            #expect(!rendering.contains("\(Array(Self.planted.utf8.prefix(4)))".dropLast()))
        }
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains(Self.planted))
    }

    @Test func `that is not to be had is a mistake at its reference`() throws {
        let text = ConfigurationSample.text(replacing: "MPO_SECRET", with: "absent")
        let mistake = try #require(ConfigurationSample.mistakes(text).mistakes.first)
        #expect(mistake.path == "mpo.apiSecret")
        #expect(mistake.problem == "names a secret that is not there (environment variable absent)")
        #expect(mistake.value == nil)
    }

    @Test(arguments: [(31, 1), (32, 0)])
    func `of an install should have 32 bytes`(count: Int, warnings: Int) throws {
        let secrets = KnownSecrets(
            bytesByName: ["credential install-1-secret": Array(repeating: 0x61, count: count)])
        let configuration = try ConfigurationSample.load(
            ConfigurationSample.text, secrets: secrets
        ).get()
        #expect(configuration.warnings.count == warnings)
        #expect(configuration.warnings.allSatisfy { $0.path == "ams.installs[0].secret" })
    }

    @Test func `that is empty is a mistake, and one with blanks around it a warning`() throws {
        let empty = KnownSecrets(bytesByName: ["environment variable MPO_SECRET": []])
        guard
            case .failure(let found) = ConfigurationSample.load(
                ConfigurationSample.text, secrets: empty)
        else {
            Issue.record("an empty secret was taken")
            return
        }
        #expect(found.mistakes.map(\.path) == ["mpo.apiSecret"])
        let blank = KnownSecrets(
            bytesByName: ["environment variable MPO_SECRET": Array("abc\n".utf8)])
        let configuration = try ConfigurationSample.load(ConfigurationSample.text, secrets: blank)
            .get()
        #expect(configuration.warnings.map(\.path) == ["mpo.apiSecret"])
    }

    private static func renderings(_ mistakes: ConfigurationMistakes) -> [String] {
        var dumped = ""
        dump(mistakes, to: &dumped)
        return [
            mistakes.description, String(decoding: mistakes.json, as: UTF8.self),
            String(reflecting: mistakes), dumped,
        ]
    }
}

@Suite struct `The system's secrets` {
    private func withDirectory<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "secrets-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        return try body(directory)
    }

    @Test(arguments: [
        ("secret", "secret"), ("secret\n", "secret"), ("secret\r\n", "secret"),
        ("secret\n\n", "secret\n"), (" secret ", " secret "), ("\n", ""), ("", ""),
    ])
    func `come from files without their last line end`(written: String, expected: String) throws {
        try withDirectory { directory in
            let file = directory.appending(path: "name")
            try Data(written.utf8).write(to: file)
            let source = SystemSecretSource(
                environment: ["CREDENTIALS_DIRECTORY": directory.path()])
            #expect(try source.bytes(of: .file(file.path())) == Array(expected.utf8))
            #expect(try source.bytes(of: .credential("name")) == Array(expected.utf8))
        }
    }

    @Test func `come from the environment as they are`() throws {
        let source = SystemSecretSource(environment: ["NAME": "secret\n"])
        #expect(try source.bytes(of: .environment("NAME")) == Array("secret\n".utf8))
    }

    @Test func `that are not there are refused with a way to mend it`() throws {
        let source = SystemSecretSource(environment: [:])
        let located = SystemSecretSource(environment: ["CREDENTIALS_DIRECTORY": "/nowhere"])
        let failures: [(SystemSecretSource, SecretReference, String)] = [
            (source, .environment("NAME"), "not set"),
            (source, .credential("name"), "$CREDENTIALS_DIRECTORY is not set"),
            (located, .credential("name"), "No such file"),
            (source, .file("/nowhere/name"), "No such file"),
            (source, .file("/tmp"), "directory"),
        ]
        for (source, reference, problem) in failures {
            let error = #expect(throws: SecretError.self) { try source.bytes(of: reference) }
            #expect(error?.problem.contains(problem) == true)
            #expect(error?.mend.isEmpty == false)
        }
    }

    @Test func `cannot be a device without end`() {
        let error = #expect(throws: SecretError.self) {
            try SystemSecretSource(environment: [:]).bytes(of: .file("/dev/zero"))
        }
        #expect(error?.problem.contains("longer than 64KiB") == true)
    }
}
