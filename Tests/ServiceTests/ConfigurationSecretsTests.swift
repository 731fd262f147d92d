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

    @Test func `of an install has 32 bytes, unless somebody says that fewer are meant`() throws {
        for (count, isAllowed) in [(31, false), (32, true)] {
            let secrets = KnownSecrets(
                bytesByName: ["credential install-1-secret": Array(repeating: 0x61, count: count)])
            let found = ConfigurationSample.load(ConfigurationSample.text, secrets: secrets)
            var mistakes: [ConfigurationMistake] = []
            if case .failure(let all) = found { mistakes = all.mistakes }
            #expect(mistakes.map(\.path) == (isAllowed ? [] : ["ams.installs[0].secret"]))
            #expect(mistakes.allSatisfy { $0.mend.contains(#""allowShortSecret": true"#) })
            let meant = ConfigurationSample.text(
                replacing: #"{ "installId": "install-1", "#,
                with: #"{ "installId": "install-1", "allowShortSecret": true, "#)
            let configuration = try ConfigurationSample.load(meant, secrets: secrets).get()
            #expect(
                configuration.warnings.map(\.path) == (isAllowed ? [] : ["ams.installs[0].secret"]))
        }
    }

    @Test func `of an install may be one of several, the first of which signs`() throws {
        let text = ConfigurationSample.text(
            replacing: #""secret": { "credential": "install-1-secret" }"#,
            with: #""secrets": [{ "credential": "new" }, { "credential": "old" }]"#)
        let install = try ConfigurationSample.load(text).get().ams.installs[0]
        let expected = ["new", "old"].map { Array((Self.planted + "credential " + $0).utf8) }
        #expect(install.secrets.map { $0.withBytes { $0 } } == expected)
        #expect(install.secret.withBytes { $0 } == expected[0])
    }

    @Test(arguments: [
        (#""secrets": []"#, "ams.installs[0].secrets", "from 1 to 4"),
        (
            #""secrets": [{"credential": "a"}, {"credential": "b"}, {"credential": "c"}, "#
                + #"{"credential": "d"}, {"credential": "e"}]"#, "ams.installs[0].secrets",
            "from 1 to 4"
        ),
        (#""secrets": {"credential": "a"}"#, "ams.installs[0].secrets", "an array"),
        (
            #""secret": {"credential": "a"}, "secrets": [{"credential": "b"}]"#,
            "ams.installs[0].secrets", "beside"
        ),
        (#""secrets": ["planted"]"#, "ams.installs[0].secrets[0]", "must say where"),
    ])
    func `of an install is told where a list of them is wrong`(
        _ new: String, _ path: String, _ problem: String
    ) throws {
        let text = ConfigurationSample.text(
            replacing: #""secret": { "credential": "install-1-secret" }"#, with: new)
        let mistake = try #require(ConfigurationSample.mistakes(text).mistakes.first)
        #expect(mistake.path == path && mistake.problem.contains(problem))
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
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: file.path())
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

    @Test(arguments: [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o644, false)])
    func `are not taken from a file that others may read`(mode: Int, isTaken: Bool) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
        try Data("secret".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path())
        let bytes = Result {
            try SystemSecretSource(environment: [:]).bytes(of: .file(file.path()))
        }
        switch bytes {
        case .success(let bytes): #expect(isTaken && bytes == Array("secret".utf8))
        case .failure(let error):
            #expect(!isTaken)
            #expect("\(error)".contains("open to other users (mode 0\(String(mode, radix: 8)))"))
        }
    }

    @Test func `cannot be a device without end`() {
        let error = #expect(throws: SecretError.self) {
            try SystemSecretSource(environment: [:]).bytes(of: .file("/dev/zero"))
        }
        #expect(error?.problem.contains("longer than 64KiB") == true)
    }
}
