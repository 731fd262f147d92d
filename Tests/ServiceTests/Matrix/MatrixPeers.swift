import Foundation
import Simulator

/// What the peers of a cell answer when nothing is wrong, and the invoke that leads to them.
struct MatrixPeers: Sendable {
    let rows: Int
    let columns: Int
    /// The result of a row is so large.
    let resultBytes: Int

    /// What is right for a request.
    func answer(_ request: FaultServer.Request) -> GoodAnswer {
        switch OutboundCall(path: request.path) {
        case .call: GoodAnswer(body: callAnswer(request))
        case .lookUp:
            GoodAnswer(
                body: HTTPBytes.text(
                    #"{"request_proc":"ok","ops":[{"proc":"ok","obj":"task","status":"processed","#
                        + #""data":{"info":{"OFFER_STATUS":"granted"}}}]}"#))
        case .export: GoodAnswer(body: page(request))
        case .import, .completion, nil: GoodAnswer(body: HTTPBytes.text("{}"))
        }
    }

    private func callAnswer(_ request: FaultServer.Request) -> [UInt8] {
        let count = request.references.count
        let status = resultBytes > 0 ? String(repeating: "x", count: resultBytes) : "granted"
        let operation = #"{"proc":"ok","data":{"info":{"OFFER_STATUS":"\#(status)"}}}"#
        let operations = Array(repeating: operation, count: count).joined(separator: ",")
        return HTTPBytes.text(#"{"request_proc":"ok","ops":[\#(operations)]}"#)
    }

    private func page(_ request: FaultServer.Request) -> [UInt8] {
        let offset = request.number(after: "offset=")
        let end = min(rows, offset + request.number(after: "limit="))
        let cells = Array(repeating: #""x""#, count: columns - 1).joined(separator: ",")
        let page = (offset..<max(offset, end)).map { #"["row-\#($0)",\#(cells)]"# }
        return HTTPBytes.text(
            #"{"id":null,"rows":[\#(page.joined(separator: ","))],"size":\#(rows)}"#)
    }

    /// An invoke whose endpoints are these; pages and batches hold one row.
    static func invoke(
        rows: Int, _ url: (OutboundCall) -> String, pulls: Bool
    ) -> (body: [UInt8], authorization: String, columns: Int) {
        var options = ProductOptions()
        options.behaviour.shape.pullPageMax = 1
        options.behaviour.shape.pushBatchMax = 1
        let product = ProductSimulator(options)
        let invoke = product.invoke(rows: rows, flow: pulls ? .pull : .data)
        var text = String(decoding: invoke.body, as: UTF8.self)
        for (name, call) in [
            ("productExportEndpoint", OutboundCall.export), ("productImportEndpoint", .import),
            ("onCompletionCallbackEndpoint", .completion),
        ] {
            let opening = #""\#(name)":{"url":""#
            guard let start = text.range(of: opening),
                let end = text.range(of: "\"", range: start.upperBound..<text.endIndex)
            else { continue }
            text.replaceSubrange(start.upperBound..<end.lowerBound, with: url(call))
        }
        return (Array(text.utf8), invoke.authorization, product.inputNames.count)
    }
}

extension OutboundCall {
    /// The kind of a request, by its path.
    init?(path: String) {
        guard let found = OutboundCall.allCases.first(where: { path.hasPrefix($0.path) }) else {
            return nil
        }
        self = found
    }
}

extension FaultServer.Request {
    /// The references of the operations in it.
    var references: [String] {
        // Large cells follow the reference: they are not searched.
        let text = String(decoding: body.prefix(4_096), as: UTF8.self)
        return text.components(separatedBy: #""ref":""#).dropFirst().map {
            String($0.prefix { $0 != "\"" })
        }
    }

    func number(after text: String) -> Int {
        guard let range = path.range(of: text) else { return 0 }
        return Int(path[range.upperBound...].prefix { $0.isNumber }) ?? 0
    }
}
