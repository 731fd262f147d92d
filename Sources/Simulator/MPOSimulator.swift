package import HTTPServer

/// A Mambu Process Orchestrator to test against: the sync server and the main API at one address.
///
/// It checks every signature, creates a task an operation, answers as a function of the task's
/// data, misbehaves as told, and counts what it created for whom. Next to the API it serves
/// `GET /ledger`, `POST /reset` and `POST /behaviour` (switches as a JSON object).
package final class MPOSimulator: Sendable {
    private let handler: MPOHandler
    private let server: SimulatorServer

    /// Prepares a simulator; `start` opens its port.
    package init(_ options: MPOOptions) {
        handler = MPOHandler(options)
        server = SimulatorServer(
            host: options.host, port: options.port, name: "mpo-simulator", tls: options.tls,
            requestsPerConnectionMax: options.requestsPerConnectionMax)
    }

    /// Opens the port and begins to serve.
    ///
    /// - Returns: the port, which the system chose if the options named none.
    /// - Throws: when the port cannot be opened.
    @discardableResult
    package func start() throws(ServerError) -> UInt16 { try server.start(handler) }

    /// Stops serving and closes every connection; waits until that is done.
    package func stop() { server.stop() }

    /// What its server has seen since the start; only after `start`.
    package var counters: ServerCounters { server.counters }

    /// `http://127.0.0.1:<port>`, or `https://`, for `mpo.syncURL` and `mpo.mainURL`; only after
    /// `start`.
    package var url: String { server.url }

    /// What was seen and done since the start or the last reset.
    package var ledger: MPOLedger { handler.ledger }

    /// How many tasks were created for a reference.
    package func creations(of reference: String) -> Int { handler.creations(of: reference) }

    /// Behaves differently from the next call on.
    package func behave(_ behaviour: MPOBehaviour) { handler.behave(behaviour) }

    /// Forgets everything, and begins with the options' seed and behaviour again.
    package func reset() { handler.reset() }
}
