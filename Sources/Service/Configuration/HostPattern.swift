/// Which hosts an endpoint of an invoke may name.
package enum HostPattern: Hashable, Sendable, CustomStringConvertible {
    /// This host, and no other.
    case exact(String)
    /// Every host below this domain; not the domain itself.
    case below(String)

    /// - Parameter host: as in a URL, without brackets; case and one final dot are set aside.
    package func matches(_ host: String) -> Bool {
        var host = host.lowercased()
        if host.hasSuffix(".") { host.removeLast() }
        switch self {
        case .exact(let name): return host == name
        case .below(let domain):
            // The dot is what keeps `evilrsys8.net` out of `*.rsys8.net`.
            return host.hasSuffix("." + domain) && host.utf8.count > domain.utf8.count + 1
        }
    }

    /// Whether some host matches both.
    func overlaps(_ other: HostPattern) -> Bool {
        switch (self, other) {
        case (_, .exact(let name)): matches(name)
        case (.exact(let name), _): other.matches(name)
        case (.below(let one), .below(let two)):
            one == two || one.hasSuffix("." + two) || two.hasSuffix("." + one)
        }
    }

    /// As it is written in the configuration.
    package var description: String {
        switch self {
        case .exact(let name): name
        case .below(let domain): "*.\(domain)"
        }
    }

    /// `*.com` is hardly meant.
    var coversTopLevel: Bool {
        if case .below(let domain) = self { !domain.contains(".") } else { false }
    }

    /// `*.example.com`, `api.example.com` or an address.
    static func parse(_ text: String) -> Result<HostPattern, TextFault> {
        let name = text.lowercased()
        if name == "*" {
            return .failure(
                TextFault(
                    problem:
                        "must not allow every host: whoever can invoke could then read the rows",
                    mend: #"write the product's own domain, such as "*.rsys8.net""#))
        }
        if name.contains("/") || (name.hasPrefix("[") && name.hasSuffix("]")) {
            return .failure(
                TextFault(
                    problem: "must be a host alone, not a URL", mend: #"write "api.example.com""#))
        }
        if name.hasPrefix("*.") {
            let domain = String(name.dropFirst(2))
            if HostName.isValid(domain), !HostName.isIPv4(domain), !domain.contains(":") {
                return .success(.below(domain))
            }
        } else if HostName.isValid(name) {
            return .success(.exact(name))
        }
        let hasPort = name.split(separator: ":").count == 2 && !name.contains("::")
        return .failure(
            TextFault(
                problem: hasPort
                    ? "must be a host without a port: allowedPorts names the ports"
                    : #"must be a host such as "api.example.com", or "*.example.com""#,
                mend: hasPort
                    ? "remove the colon and the port"
                    : #"write "*.example.com": the star stands for whole labels in front"#))
    }
}
