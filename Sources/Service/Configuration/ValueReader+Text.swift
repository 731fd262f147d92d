import JSON

extension ValueReader<String> {
    static var string: Self {
        ValueReader { place in
            if let text = place.value.string { return text }
            let isWord = place.value.kind == .number || place.value.kind == .boolean
            let written = String(decoding: place.value.bytes, as: UTF8.self)
            place.mistake(
                "must be a string",
                mend: isWord && written.count <= 40 && !place.isSecret
                    ? #"write "\#(written)", in quotes"# : #"write "…", in quotes"#)
            return nil
        }
    }

    /// A string of some form: putting a number into quotes would not do.
    ///
    /// - Parameter example: one that would.
    static func string(such example: String) -> Self {
        ValueReader { place in
            if let text = place.value.string { return text }
            place.mistake("must be a string", mend: "write \"\(example)\", in quotes")
            return nil
        }
    }

    /// A string that says something: not empty, no control character.
    static var name: Self {
        ValueReader { place in
            guard let text = string.read(place) else { return nil }
            guard !text.isEmpty else {
                place.mistake("must not be empty", mend: "write the value, or remove the key")
                return nil
            }
            guard
                !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
            else {
                place.mistake(
                    "must not hold a control character", mend: "remove tabs, line ends and the like"
                )
                return nil
            }
            return text
        }
    }

    /// A path that means the same wherever the daemon was started.
    static var absolutePath: Self {
        ValueReader { place in
            guard string(such: "/…").read(place) != nil, let text = name.read(place) else {
                return nil
            }
            guard text.hasPrefix("/") else {
                place.mistake(
                    "must be a path that begins with \"/\"",
                    mend: "write the whole path: the daemon's directory is not yours")
                return nil
            }
            return text
        }
    }

    /// unix(7): `sun_path` has 108 bytes, the last of them a NUL.
    static var socketPath: Self {
        ValueReader { place in
            guard let text = absolutePath.read(place) else { return nil }
            guard text.utf8.count <= 107 else {
                place.mistake(
                    "must have at most 107 bytes: Linux allows no longer path for a socket",
                    mend: #"write a shorter one, such as "/run/mpo-bridge/admin.sock""#)
                return nil
            }
            return text
        }
    }

    /// The path of an HTTP request as it is compared: byte for byte.
    static var requestPath: Self {
        ValueReader { place in
            guard let text = string(such: "/invoke").read(place) else { return nil }
            guard text.hasPrefix("/") else {
                place.mistake("must begin with \"/\"", mend: #"write "/invoke""#)
                return nil
            }
            // RFC 3986 section 3.3: pchar, without percent-encoding, whose case would be open.
            let allowed = text.utf8.allSatisfy {
                ASCII.isUnreserved($0) || "/!$&'()*+,;=:@".utf8.contains($0)
            }
            guard allowed else {
                place.mistake(
                    "must be a plain path: letters, digits and \"/-._~\", no query, no %",
                    mend: #"write "/invoke""#)
                return nil
            }
            return text
        }
    }

    /// RFC 6901.
    static var pointer: Self {
        ValueReader { place in
            guard let text = string(such: "/info").read(place) else { return nil }
            guard JSONPointer(text) != nil else {
                let mend =
                    text.hasPrefix("/")
                    ? "write \"~\" inside of a name as \"~0\", and \"/\" as \"~1\""
                    : #"write "\#(PrintableText.escaped("/" + text, max: 60))""#
                place.mistake(
                    "must be a JSON pointer (RFC 6901): empty, or names that each begin with \"/\"",
                    mend: mend)
                return nil
            }
            return text
        }
    }

    /// A URL that a path is put behind.
    static func baseURL(allowHTTP: Bool) -> Self {
        ValueReader { place in
            guard let text = string(such: "https://acme-bank-syncapi.mpo.mambu.com").read(place)
            else { return nil }
            switch BaseURL.check(text, allowHTTP: allowHTTP) {
            case .success(let url):
                if !url.isEncrypted, !HostName.isLoopback(url.host) {
                    place.warning(
                        "is not encrypted: signed calls and rows travel in plain text",
                        mend: "write https://, and leave allowHTTP out")
                }
                return url.text
            case .failure(let fault):
                place.mistake(fault.problem, mend: fault.mend, showsValue: !fault.mayHoldSecret)
                return nil
            }
        }
    }
}

extension ValueReader<ListenAddress> {
    static var listenAddress: Self {
        ValueReader { place in
            let port = place.value.integer.flatMap { UInt16(exactly: $0) } ?? 8443
            guard let text = ValueReader<String>.string(such: "127.0.0.1:\(port)").read(place)
            else { return nil }
            switch ListenAddress.parse(text) {
            case .success(let address): return address
            case .failure(let fault):
                place.mistake(fault.problem, mend: fault.mend)
                return nil
            }
        }
    }
}

extension ValueReader<HostPattern> {
    static var hostPattern: Self {
        ValueReader { place in
            guard let text = ValueReader<String>.string(such: "*.rsys8.net").read(place)
            else { return nil }
            switch HostPattern.parse(text) {
            case .success(let pattern): return pattern
            case .failure(let fault):
                place.mistake(fault.problem, mend: fault.mend)
                return nil
            }
        }
    }
}

extension ValueReader<[HostPattern]> {
    static var hostPatterns: Self {
        ValueReader { place in
            let patterns = place.elements { element -> HostPattern? in
                let pattern = ValueReader<HostPattern>.hostPattern.read(element)
                if let pattern, pattern.coversTopLevel {
                    element.warning(
                        "allows every host of a whole top-level domain",
                        mend: #"write the product's own domain, such as "*.rsys8.net""#)
                }
                return pattern
            }
            if let patterns, patterns.isEmpty, place.hasNoElement {
                place.mistake(
                    "must name at least one host: without any, no result can be delivered",
                    mend: #"write the hosts of the product, such as ["*.rsys8.net"]"#)
            }
            return patterns
        }
    }
}
