import Glibc
import HTTPServer
import HTTPWire
import JSON
import Simulator

/// The process of the simulated sides: MPO, the product, and the sender of its invokes, told what
/// to send over HTTP.
///
/// They are apart from the bench so that its own work is in nobody's figures, and the daemon is
/// apart from both.
enum BenchPeers {
    /// Not in the help: `bench` calls itself with it.
    static let flag = "--peers"

    /// Serves until the process that started it is gone.
    static func serve() throws(CommandError) -> ExitCode {
        let parent = getppid()
        let mpo = MPOSimulator(MPOOptions())
        let product = ProductSimulator(ProductOptions())
        do throws(ServerError) {
            try mpo.start()
            try product.start()
            let control = try HTTPServer(
                listeners: [.tcp(host: "127.0.0.1", port: 0)], name: "bench-control",
                handler: BenchControl(product))
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

/// `POST /load`: sends invokes, waits for their ends, and answers with what became of them.
private final class BenchControl: RequestHandler {
    private let product: ProductSimulator
    private let sender: InvokeSender

    init(_ product: ProductSimulator) {
        self.product = product
        sender = InvokeSender(product, connectionsMax: 64)
    }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        head.hasPath("/load") ? .body(max: 65_536) : .answer(.text(404, "POST /load\n"))
    }

    func handle(_ request: Request, _ responder: Responder) {
        guard let text = try? JSONText(request.body), let load = BenchLoad(text.root) else {
            responder.answer(.text(400, "this is no load\n"))
            return
        }
        Task.detached { [self] in
            responder.answer(.json(200, await perform(load).json))
        }
    }

    private func perform(_ load: BenchLoad) async -> BenchLoadReport {
        let clock = ContinuousClock()
        let start = clock.now
        let report = await sender.send(load.invokeLoad, to: load.url)
        var result = BenchLoadReport()
        result.answeredMicroseconds = report.elapsed.wholeMicroseconds
        if let count = load.finishedCount {
            result.isFinished = await product.waitForFinished(
                count, within: .seconds(load.limitSeconds))
            result.finishedMicroseconds = (clock.now - start).wholeMicroseconds
        }
        result.accepted = report.accepted
        result.refused = report.refused
        result.problem = report.lastProblem
        result.p50 = report.latency(percentile: 50)?.wholeMicroseconds ?? 0
        result.p99 = report.latency(percentile: 99)?.wholeMicroseconds ?? 0
        result.max = report.latency(percentile: 100)?.wholeMicroseconds ?? 0
        return result
    }
}

extension Duration {
    var wholeMicroseconds: Int { Int(self / .microseconds(1)) }

    var inSeconds: Double { self / .seconds(1) }
}
