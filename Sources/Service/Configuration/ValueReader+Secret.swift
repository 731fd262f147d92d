import Crypto
import JSON

extension ValueReader<Secret> {
    /// A reference to a secret, resolved at once: a daemon that starts has all of its secrets.
    ///
    /// - Parameter shortBelow: with fewer bytes than this, a warning.
    static func secret(_ source: any SecretSource, shortBelow: Int = 0) -> Self {
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
            noteOddities(of: bytes, shortBelow, place)
            return Secret(bytes)
        }
    }

    private static func noteOddities(of bytes: [UInt8], _ shortBelow: Int, _ place: Place) {
        if bytes.count < shortBelow {
            place.warning(
                "is shorter than \(shortBelow) bytes, which HMAC-SHA256 asks for",
                mend: "check that the whole secret is stored; if so, let AMS make a longer one")
        }
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
