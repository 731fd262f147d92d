/// An absolute `https` or `http` URL that a path can be put behind.
struct BaseURL {
    /// Without a slash at its end.
    let text: String
    /// Without brackets.
    let host: String
    let isEncrypted: Bool

    static func check(_ text: String, allowHTTP: Bool) -> Result<BaseURL, TextFault> {
        Result { () throws(TextFault) in try parse(text, allowHTTP: allowHTTP) }
    }

    private static let example = #"write "https://acme-bank-syncapi.mpo.mambu.com""#

    private static func parse(_ text: String, allowHTTP: Bool) throws(TextFault) -> BaseURL {
        try checkSecretParts(text)
        let scheme = text.prefix { $0 != ":" }.lowercased()
        guard text.dropFirst(scheme.count).hasPrefix("://"), scheme == "https" || scheme == "http"
        else {
            throw TextFault(problem: "must be a URL that begins with https://", mend: example)
        }
        guard scheme == "https" || allowHTTP else {
            throw TextFault(
                problem: "must begin with https://: the rows would travel in plain text",
                mend: "write https://, or, for a test, set allowHTTP to true")
        }
        let rest = text.dropFirst(scheme.count + 3)
        let authority = rest.prefix { $0 != "/" }
        let host = try checkAuthority(authority)
        let path = try checkPath(rest.dropFirst(authority.count))
        return BaseURL(
            text: "\(scheme)://\(authority.lowercased())\(path)", host: host.lowercased(),
            isEncrypted: scheme == "https")
    }

    /// What may hold a password is refused first, and never shown.
    private static func checkSecretParts(_ text: String) throws(TextFault) {
        if text.contains("@") {
            throw TextFault(
                problem: "must not hold a user name or a password",
                mend: "remove what stands before the \"@\", and the \"@\"", mayHoldSecret: true)
        }
        if text.contains("?") || text.contains("#") {
            throw TextFault(
                problem: "must not have a query or a fragment",
                mend: "remove the \"?\" or the \"#\" and what follows it", mayHoldSecret: true)
        }
    }

    private static func checkAuthority(_ authority: Substring) throws(TextFault) -> String {
        var host = String(authority)
        var port: Substring?
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = String(authority[authority.index(after: authority.startIndex)..<end])
            let rest = authority[authority.index(after: end)...]
            guard HostName.isIPv6(host), rest.isEmpty || rest.first == ":" else { throw badHost }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = String(authority[..<colon])
            port = authority[authority.index(after: colon)...]
        }
        if host.contains("TENANT") {
            throw TextFault(
                problem: "still holds the placeholder TENANT",
                mend: "write your tenant's own name, as in https://acme-bank-syncapi.mpo.mambu.com")
        }
        guard HostName.isValid(host) else { throw badHost }
        if let port {
            let number = port.utf8.allSatisfy { ASCII.isDigit($0) } ? UInt16(port) : nil
            guard let number, number > 0 else {
                throw TextFault(
                    problem: "must have a port from 1 to 65535, or none",
                    mend: "remove the colon and the port")
            }
        }
        return host
    }

    private static let badHost = TextFault(
        problem: "must name a host after the \"//\"", mend: example)

    private static func checkPath(_ path: Substring) throws(TextFault) -> String {
        guard path.utf8.allSatisfy({ ASCII.isUnreserved($0) || $0 == UInt8(ascii: "/") }) else {
            throw TextFault(
                problem: "must have a plain path: letters, digits and \"/-._~\"", mend: example)
        }
        let segments = path.split(separator: "/")
        guard !segments.contains("api") else {
            throw TextFault(
                problem: "must end before /api: the bridge itself adds the signed path",
                mend: "remove \"/api\" and what follows it", mayHoldSecret: true)
        }
        return segments.map { "/\($0)" }.joined()
    }
}
