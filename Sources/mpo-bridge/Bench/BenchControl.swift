import HTTPServer
import HTTPWire
import JSON
import Simulator

/// How the bench talks to the process of the simulated sides, past the servers that it counts:
/// `POST /load` sends invokes, waits for their ends and answers with what became of them,
/// `GET /state` tells what both sides have counted, `GET /invoke/ROWS` makes an invoke to send by
/// hand, and `POST /mpo-behaviour` takes switches as a JSON object.
final class BenchControl: RequestHandler {
    private let mpo: MPOSimulator
    private let product: ProductSimulator
    private let sender: InvokeSender
    private let options: BenchPeers.Options

    init(_ mpo: MPOSimulator, _ product: ProductSimulator, _ options: BenchPeers.Options) {
        self.mpo = mpo
        self.product = product
        self.options = options
        sender = InvokeSender(product, connectionsMax: BenchPlan.connectionsMax)
    }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission { .body(max: 65_536) }

    func handle(_ request: Request, _ responder: Responder) {
        let path = request.head.path.split(separator: "/")
        switch (request.head.method, path.first, path.count) {
        case (.post, "load", 1): send(request.body, responder)
        case (.get, "state", 1): responder.answer(.json(200, state))
        case (.post, "mpo-behaviour", 1): responder.answer(behave(request.body))
        case (.get, "invoke", 2):
            guard let rows = Int(path[1]), (1...100_000).contains(rows) else { fallthrough }
            responder.answer(.json(200, invoke(rows)))
        default: responder.answer(.text(404, "nothing is here\n"))
        }
    }

    private func behave(_ body: [UInt8]) -> Response {
        do throws(SwitchError) {
            mpo.behave(try MPOBehaviour(SwitchList(json: body)))
            return .json(200, Array("{}".utf8))
        } catch {
            return .text(400, error.description + "\n")
        }
    }

    private func invoke(_ rows: Int) -> [UInt8] {
        let invoke = product.invoke(rows: rows, flow: .data)
        var writer = JSONWriter(capacity: invoke.body.count + 1_024)
        writer.beginObject()
        writer.key("authorization")
        writer.string(invoke.authorization)
        writer.key("body")
        writer.raw(invoke.body)
        writer.endObject()
        return writer.bytes
    }

    private var state: [UInt8] {
        var writer = JSONWriter(capacity: 16_384)
        writer.beginObject()
        for (name, ledger, counters) in [
            ("mpo", mpo.ledger.json, mpo.counters),
            ("product", product.ledger.json, product.counters),
        ] {
            writer.key(name)
            writer.beginObject()
            writer.key("ledger")
            writer.raw(ledger)
            writer.key("server")
            BenchServerCounts(counters).write(to: &writer)
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
    }

    private func send(_ body: [UInt8], _ responder: Responder) {
        guard let text = try? JSONText(body), let load = BenchLoad(text.root) else {
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
        var invokes = load.invokeLoad
        invokes.caFile = options.tls?.certificate
        invokes.closesConnections = options.closesConnections
        let report = await sender.send(invokes, to: load.url)
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
