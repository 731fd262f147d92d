/// The URL at which a daemon takes invokes, taken apart.
struct DaemonAddress {
    let url: String
    /// `host:port`.
    let listen: String
    let path: String

    static let standardURL = "http://127.0.0.1:8080/invoke"

    /// - Throws: for anything but `http://host:port/path`: the simulators speak plain HTTP with a
    ///   daemon on this machine.
    init(_ url: String) throws(CommandError) {
        self.url = url
        let rest = url.dropFirst("http://".count)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        listen = String(rest[..<slash])
        path = slash < rest.endIndex ? String(rest[slash...]) : "/invoke"
        let port = listen.split(separator: ":").last.flatMap { UInt16($0) }
        guard url.hasPrefix("http://"), listen.contains(":"), port != nil else {
            throw .usage(
                "--daemon takes the URL of a daemon on this machine (got '\(url)')",
                hint: "write \(Self.standardURL)")
        }
    }
}
