import Crypto
import JSON

extension ValueReader<Secret> {
    /// A reference to a secret, resolved at once: a daemon that starts has all of its secrets.
    ///
    /// - Parameter short: what to make of one with too few bytes; nil for nothing.
    static func secret(_ source: any SecretSource, short: ShortSecret? = nil) -> Self {
        ValueReader { place in
            var place = place
            place.isSecret = true
            guard let reference = ValueReader<SecretReference>.secretReference.read(place) else {
                return nil
            }
            let bytes: [UInt8]
            do throws(SecretError) {
                bytes = try source.bytes(of: reference)
            } catch {
                let name = PrintableText.escaped(reference.description, max: 200)
                place.mistake("\(error.problem) (\(name))", mend: error.mend)
                return nil
            }
            guard !bytes.isEmpty else {
                place.mistake(
                    "names an empty secret (\(reference))", mend: "store the secret there")
                return nil
            }
            short?.note(bytes.count, place)
            noteBlanks(around: bytes, place)
            return Secret(bytes)
        }
    }

    private static func noteBlanks(around bytes: [UInt8], _ place: Place) {
        let blanks: [UInt8] = [0x09, 0x0a, 0x0d, 0x20]
        if let first = bytes.first, let last = bytes.last,
            blanks.contains(first) || blanks.contains(last)
        {
            place.warning(
                "begins or ends with a blank or a line end",
                mend: "store the secret alone: printf %s instead of echo")
        }
    }
}

/// What to make of a secret that can be guessed from the messages it has signed.
struct ShortSecret {
    enum Gravity {
        /// Somebody has said that it is meant.
        case warning
        case mistake
    }

    let bytesMin: Int
    let gravity: Gravity

    func note(_ byteCount: Int, _ place: Place) {
        guard byteCount < bytesMin else { return }
        let problem = "is shorter than \(bytesMin) bytes, which HMAC-SHA256 asks for"
        let mend = "check that the whole secret is stored; if so, let AMS make a longer one"
        switch gravity {
        case .warning: place.warning(problem, mend: mend)
        case .mistake: place.mistake(problem, mend: mend + #", or set "allowShortSecret": true"#)
        }
    }
}

extension ValueReader<SecretReference> {
    static var secretReference: Self {
        ValueReader { place in
            guard place.value.kind == .object else {
                place.mistake(
                    "must say where the secret lies; the secret itself does not belong here",
                    mend: "write {\"credential\": \"NAME\"}, and change a secret that stood here")
                return nil
            }
            return place.object { object in
                let credential = object.optional("credential", .credentialName)
                let file = object.optional("file", .secretPath)
                let environment = object.optional("environment", .variableName)
                let given = ["credential", "file", "environment"].filter { object.has($0) }
                guard given.count == 1 else {
                    place.mistake(
                        "must have exactly one of \"credential\", \"file\" and \"environment\"",
                        mend: "write {\"credential\": \"NAME\"}")
                    return nil
                }
                return credential.map { .credential($0) } ?? file.map { .file($0) }
                    ?? environment.map { .environment($0) }
            }
        }
    }
}

extension ValueReader<String> {
    /// systemd.exec(5): a credential's name must be usable as a file name.
    static var credentialName: Self {
        secretName("must be a credential's name: letters, digits, '-', '_', '.'", ".", "..") {
            ASCII.isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
    }

    /// POSIX.1-2017 XBD section 8.1, and lower case.
    static var variableName: Self {
        secretName("must be a variable's name: letters, digits, '_'") { ASCII.isWord($0) }
    }

    static var secretPath: Self {
        ValueReader { place in
            if let text = place.value.string, text.hasPrefix("/"), !text.utf8.contains(0) {
                return text
            }
            place.mistake(
                "must be a path that begins with \"/\"", mend: "write the whole path of the file")
            return nil
        }
    }

    /// Whoever writes the secret where its name belongs is told so, without it being shown.
    private static func secretName(
        _ problem: String, _ refused: String..., isAllowed: @escaping (UInt8) -> Bool
    ) -> Self {
        ValueReader { place in
            if let text = place.value.string, (1...128).contains(text.utf8.count),
                text.utf8.allSatisfy(isAllowed), !refused.contains(text)
            {
                return text
            }
            place.mistake(problem, mend: "write the name, never the secret itself")
            return nil
        }
    }
}
