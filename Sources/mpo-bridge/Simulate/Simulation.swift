import HTTPServer
import JSON
import Simulator

/// The simulators that `mpo-bridge simulate` runs.
struct Simulation {
    private let options: SimulateOptions
    private let mpo: MPOSimulator?
    private let product: ProductSimulator?

    init(_ options: SimulateOptions) {
        self.options = options
        mpo = options.side.hasMPO ? MPOSimulator(options.mpo) : nil
        product = options.side.hasProduct ? ProductSimulator(options.product) : nil
    }

    func run(until signals: SignalDescriptor) throws(CommandError) -> ExitCode {
        do throws(ServerError) {
            try mpo?.start()
            try product?.start()
        } catch {
            throw CommandError(
                "\(error)", hint: "choose other ports with --mpo-port and --product-port, or 0")
        }
        defer {
            mpo?.stop()
            product?.stop()
        }
        try printConfiguration()
        printAddresses()
        if !options.json { explain() }
        _ = signals.wait()
        if options.printsLedgers { printLedgers() }
        return .ok
    }

    // MARK: - What it prints

    private func printConfiguration() throws(CommandError) {
        guard let path = options.configuration, let mpo else { return }
        let folder = Files.absolute(path == "-" ? "bridge.json" : path)
            .split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let text = SimulatedConfiguration(
            listen: options.daemon.listen, path: options.daemon.path,
            store: folder.joined(separator: "/") + "/bridge.db", mpo: options.mpo,
            mpoURL: mpo.url, product: options.product,
            socket: Self.socket(in: folder.joined(separator: "/")), canLookUp: true
        ).text
        if path == "-" {
            Console.print(bytes: Array(text.utf8))
        } else {
            guard !Files.exists(path) else {
                throw CommandError(
                    "--print-config: \(path) exists already",
                    hint: "name another file, or remove this one")
            }
            try Files.write(text, to: path)
        }
    }

    /// Linux allows a socket no longer path than this (unix(7)): in a deeper folder the daemon has
    /// none.
    private static let socketBytesMax = 107

    private static func socket(in folder: String) -> String? {
        let path = folder + "/admin.sock"
        return path.utf8.count <= socketBytesMax ? path : nil
    }

    private func printAddresses() {
        let lines = options.json ? [addressesAsJSON] : addressesAsText
        // stdout is the configuration's alone when it was asked for there.
        let print = options.configuration == "-" ? Console.error : Console.print
        for line in lines { print(line) }
    }

    private var addressesAsText: [String] {
        var lines: [String] = []
        if let mpo {
            lines += ["mpo             \(mpo.url)", "mpo.ledger      \(mpo.url)/ledger"]
        }
        if let product {
            lines += [
                "product         \(product.url)", "product.ledger  \(product.url)/ledger",
            ]
        }
        return lines
    }

    /// `{"mpo":{"url","ledger"},"product":{"url","ledger"},"environment":{…}}`
    private var addressesAsJSON: String {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, url) in [("mpo", mpo?.url), ("product", product?.url)] {
            guard let url else { continue }
            writer.key(name)
            writer.beginObject()
            writer.key("url")
            writer.string(url)
            writer.key("ledger")
            writer.string("\(url)/ledger")
            writer.endObject()
        }
        writer.key("environment")
        writer.beginObject()
        for (name, value) in secrets {
            writer.key(name)
            writer.string(value)
        }
        writer.endObject()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private var secrets: [(name: String, value: String)] {
        SimulatedConfiguration.secrets(options.mpo, options.product)
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func explain() {
        let url = mpo?.url ?? product?.url ?? ""
        Console.error("")
        if let path = options.configuration {
            let variables = secrets.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
            let file = path == "-" ? "bridge.json" : path
            Console.error("# start the daemon:\n\(variables) mpo-bridge run --config \(file)")
        }
        if let product {
            Console.error(
                "# send an invoke by hand:\nmpo-bridge simulate invoke --rows 3 \(others)| sh")
            Console.error(
                "# have invokes sent:\n"
                    + "curl -X POST '\(product.url)/invoke?rows=1000&flow=pull&count=2'")
        }
        if let path = options.configuration, path != "-" {
            Console.error(
                "# look into the bridge:\nmpo-bridge invocations --config \(path)")
        }
        Console.error("# see what came of it:\ncurl -s \((product?.url ?? url))/ledger")
        Console.error(
            "# misbehave from now on:\ncurl -d '{\"latency\":\"20ms..200ms\"}' \(url)/behaviour")
        Console.error("# forget everything:\ncurl -X POST \(url)/reset")
        Console.error("# Ctrl-C ends it.")
    }

    /// The options that `simulate invoke` needs beyond its defaults.
    private var others: String {
        guard let product else { return "" }
        var words = ""
        if product.url != InvokePrinter.standardURL { words += "--product \(product.url) " }
        if options.daemon.url != DaemonAddress.standardURL {
            words += "--daemon \(options.daemon.url) "
        }
        return words
    }

    /// `{"mpo":{…},"product":{…}}`
    private func printLedgers() {
        var writer = JSONWriter()
        writer.beginObject()
        if let mpo {
            writer.key("mpo")
            writer.raw(mpo.ledger.json)
        }
        if let product {
            writer.key("product")
            writer.raw(product.ledger.json)
        }
        writer.endObject()
        Console.print(bytes: writer.bytes + [UInt8(ascii: "\n")])
    }
}
