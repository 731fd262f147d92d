import Bridge
import HTTPServer
import HTTPWire
import JSON
import Store

/// What concerns the daemon as a whole: how it stands, and its configuration.
extension AdminEndpoint {
    /// What the daemon knows of itself.
    struct Daemon: Sendable {
        /// The program's.
        let version: String
        let startedAt: UnixTime
        let epoch: Int64
        let metrics: Metrics
        let readiness: Readiness
        let reloader: Reloader
    }

    /// What is answered when another thread has done its part.
    enum Errand: Sendable {
        case status, reload
    }

    func run(_ errand: Errand, for name: String, _ responder: Responder) {
        switch errand {
        case .status:
            // The engine tells its part on its thread, and does not wait for the store on it.
            inbox.put(
                .status { [self] result in
                    switch result {
                    case .success(let status): start(responder) { self.answer(status) }
                    case .failure: responder.answer(Self.ended.response)
                    }
                })
        case .reload:
            let reloader = daemon.reloader
            // It waits for files and for other threads, and this one serves others meanwhile.
            start(responder) { Self.answer(reloader.reload(by: name)) }
        }
    }

    private static let ended = AdminRefusal(
        .unavailable, "the daemon is stopping", mend: "ask again after its next start")

    /// Makes an answer on a thread of its own.
    private func start(_ responder: Responder, _ answer: @escaping @Sendable () -> Response) {
        if errands.run({ responder.answer(answer()) }) { return }
        responder.answer(
            AdminRefusal(
                .unavailable, "too many such requests are under way", mend: "try again in a moment"
            ).response)
    }

    // MARK: - Status

    private func answer(_ status: EngineStatus) -> Response {
        do throws(AdminRefusal) {
            return .json(
                200,
                try read { (reading) throws(AdminRefusal) in
                    try told { () throws(StoreError) in
                        try reading.status(status, of: daemon)
                    }
                })
        } catch {
            return error.response
        }
    }

    // MARK: - Reload

    /// 200 when it is in force, 422 with all mistakes when it was refused.
    private static func answer(_ outcome: ReloadOutcome) -> Response {
        switch outcome {
        case .loaded(let version, let at, let loads, let warnings):
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("version", version)
                writer.member("loadedAt", at)
                writer.member("loads", loads)
                writer.key("configuration")
                writer.raw(warnings.json)
                writer.member("text", warnings.description)
            }
            return .json(200, writer.bytes)
        case .refused(let mistakes):
            var writer = JSONWriter()
            writer.object { writer in
                writer.object("error") { writer in
                    writer.member("code", "bad_configuration")
                    writer.member("message", "the configuration was refused")
                    writer.member("mend", "correct it, and reload again")
                }
                writer.key("configuration")
                writer.raw(mistakes.json)
                writer.member("text", mistakes.description)
            }
            return .json(422, writer.bytes)
        case .tooLate:
            return AdminRefusal(
                .unavailable, "the daemon is stopping", mend: "its next start reads the file"
            ).response
        case .hasNoFile:
            return AdminRefusal(
                .conflict, "the daemon was not started from a file", mend: "start it anew"
            ).response
        }
    }
}
