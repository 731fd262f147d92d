package import HTTPServer

/// A product such as Responsys to test against: it makes invokes, serves its rows, takes results
/// and the completion, checks everything it is told, and keeps count.
///
/// Rows are made from their numbers, so data sets cost no memory but two bytes a row. Next to the
/// endpoints it serves `GET /ledger`, `POST /reset`, `POST /behaviour` (switches as a JSON object),
/// `GET /invoke?rows=&flow=` (an invoke to send by hand) and `POST /invoke?rows=&flow=&count=&url=`
/// (sends invokes itself).
package final class ProductSimulator: Sendable {
    private let handler: ProductHandler
    private let server: SimulatorServer
    private let publicURL: String?

    /// Prepares a simulator; `start` opens its port.
    package init(_ options: ProductOptions) {
        handler = ProductHandler(options)
        server = SimulatorServer(
            host: options.host, port: options.port, name: "product-sim", tls: options.tls,
            requestsPerConnectionMax: options.requestsPerConnectionMax)
        publicURL = options.publicURL
    }

    /// Opens the port and begins to serve.
    ///
    /// - Returns: the port, which the system chose if the options named none.
    /// - Throws: when the port cannot be opened.
    @discardableResult
    package func start() throws(ServerError) -> UInt16 {
        let port = try server.start(handler)
        handler.serve(at: publicURL ?? server.url)
        return port
    }

    /// Stops serving and closes every connection; waits until that is done.
    package func stop() { server.stop() }

    /// What its server has seen since the start; only after `start`.
    package var counters: ServerCounters { server.counters }

    /// `http://127.0.0.1:<port>`, or `https://`; only after `start`.
    package var url: String { server.url }

    /// Makes a new invocation of that many rows, at most 100 million, and writes its invoke.
    ///
    /// Only invocations made here are known: results of any other are refused and noted.
    package func invoke(rows: Int, flow: InvokeFlow) -> SimulatedInvoke {
        precondition((0...RowSource.rowsMax).contains(rows), "a data set has 0 to 100 million rows")
        return handler.invoke(rows: rows, flow: flow)
    }

    /// A fresh value for the Authorization header of any invoke; good for 60 seconds.
    package func authorization() -> String { handler.authorization(milliseconds: false) }

    /// The bridge has acknowledged an invoke, and calls the invocation by this id from now on.
    package func acknowledge(_ number: Int, invocationID: String) {
        handler.acknowledge(number, invocationID: Array(invocationID.utf8))
    }

    /// Waits until so many invocations since the start or the last reset are finished.
    ///
    /// - Returns: false when the limit has passed before.
    package func waitForFinished(_ count: Int, within limit: Duration) async -> Bool {
        await handler.waitForFinished(count, within: limit)
    }

    /// What was asked for and told since the start or the last reset.
    package var ledger: ProductLedger { handler.ledger }

    /// How many invocations are finished; cheaper than the whole ledger.
    package var finishedCount: Int { handler.finishedCount }

    /// The first rows that were reported, as many as the options keep.
    package var reportedRows: [ReportedRow] { handler.reportedRows }

    /// The names of the columns that the product sends.
    package var inputNames: [String] { InputColumn.allCases.map(\.rawValue) }

    /// The names of the columns that come back.
    package var outputNames: [String] { handler.outputNames }

    /// Behaves differently from the next call and the next invoke on.
    package func behave(_ behaviour: ProductBehaviour) { handler.behave(behaviour) }

    /// Forgets everything, and begins with the options' seed and behaviour again. What still comes
    /// for earlier invocations may then be taken for the new ones' and noted as wrong.
    package func reset() { handler.reset() }
}
