import Glibc
import HTTPServer
import JSON
import Simulator

/// The process of the simulated sides: MPO, the product, and the sender of its invokes, told what
/// to send over HTTP.
///
/// They are apart from the bench so that its own work is in nobody's figures, and the daemon is
/// apart from both.
enum BenchPeers {
    /// Not in the help: `bench` calls itself with it, and with what `Options` say.
    static let flag = "--peers"
    private static let tlsOption = "--tls-folder"
    private static let closingFlag = "--closing"

    /// How the simulated sides are reached, and reach the daemon.
    struct Options: Hashable, Sendable {
        /// What both show, and whom the sender trusts; `nil` for plain HTTP.
        var tls: LoopbackFiles?
        /// Each connection ends with its first answer, on either side of the daemon.
        var closesConnections = false

        /// Words for the program's own command line.
        var arguments: [String] {
            [BenchCommand.name, flag] + (tls.map { [tlsOption, $0.folder] } ?? [])
                + (closesConnections ? [closingFlag] : [])
        }
    }

    /// Serves until the process that started it is gone.
    static func serve(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let parent = getppid()
        var options = Options()
        options.tls = try arguments.option(tlsOption).map { LoopbackFiles(in: $0) }
        options.closesConnections = arguments.flag(closingFlag)
        try arguments.finish()
        var mpoOptions = MPOOptions()
        var productOptions = ProductOptions()
        // One context each: a ticket of one is of no use at the other.
        mpoOptions.tls = try options.tls?.context()
        productOptions.tls = try options.tls?.context()
        if options.closesConnections {
            mpoOptions.requestsPerConnectionMax = 1
            productOptions.requestsPerConnectionMax = 1
        }
        let mpo = MPOSimulator(mpoOptions)
        let product = ProductSimulator(productOptions)
        do throws(ServerError) {
            try mpo.start()
            try product.start()
            let control = try HTTPServer(
                listeners: [.tcp(host: "127.0.0.1", port: 0)], name: "bench-control",
                handler: BenchControl(mpo, product, options))
            try control.start()
            Console.print(
                bytes: BenchAddresses(
                    control: "http://127.0.0.1:\(control.port)", mpo: mpo.url,
                    product: product.url
                ).json)
            while getppid() == parent { usleep(100_000) }
        } catch {
            throw CommandError("the simulated sides cannot serve: \(error)")
        }
        return .ok
    }
}

/// Where the simulated sides are: the first line that their process prints.
struct BenchAddresses: Sendable {
    let control: String
    let mpo: String
    let product: String

    init(control: String, mpo: String, product: String) {
        self.control = control
        self.mpo = mpo
        self.product = product
    }

    /// `nil` when the address names none.
    var productPort: UInt16? { product.split(separator: ":").last.flatMap { UInt16($0) } }

    init?(line: String) {
        guard let root = (try? JSONText(line))?.root, let control = root["control"]?.string,
            let mpo = root["mpo"]?.string, let product = root["product"]?.string
        else { return nil }
        self.init(control: control, mpo: mpo, product: product)
    }

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, url) in [("control", control), ("mpo", mpo), ("product", product)] {
            writer.key(name)
            writer.string(url)
        }
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}

extension Duration {
    var wholeMicroseconds: Int { Int(self / .microseconds(1)) }

    var inSeconds: Double { self / .seconds(1) }
}
