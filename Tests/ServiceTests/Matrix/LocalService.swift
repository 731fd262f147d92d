import Bridge
import Curl
import Foundation
import Service
import Simulator
import Store
import Testing

/// The whole bridge within this process, on a store of its own: its settings can be what no file
/// may say, and its clocks can be moved.
final class LocalService: Sendable {
    let log = CapturedLog()
    let folder: URL
    private let clock: BridgeClock
    private let service: Service
    /// In the network of the thread that made the service.
    private let client = CurlClient()

    /// - Parameters:
    ///   - syncURL: of MPO, and `mainURL`.
    ///   - mapping: further members of the one mapping, JSON with a comma at its end.
    ///   - change: what is set beyond the file.
    init(
        syncURL: String, mainURL: String? = nil, mapping: String = "", folder: URL? = nil,
        clock: BridgeClock = .system, _ change: (inout Configuration) -> Void = { _ in }
    ) throws {
        self.clock = clock
        self.folder =
            folder
            ?? FileManager.default.temporaryDirectory.appending(
                path: "mpo-bridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: self.folder, withIntermediateDirectories: true)
        let text = Self.text(self.folder, syncURL: syncURL, mainURL: mainURL, mapping: mapping)
        var configuration = try Configuration.load(
            text: Array(text.utf8), secrets: LocalSecrets()
        ).get()
        change(&configuration)
        service = try Service(configuration, log: log.log(clock), clock: clock) { error in
            Issue.record("the store failed: \(error)")
        }
        try service.start()
    }

    var metrics: String { String(decoding: service.metrics.text(), as: UTF8.self) }

    /// What the daemon does every second; once a minute with zero.
    func upkeep(_ second: Int) { service.upkeep(second) }

    /// Sends an invoke. - Returns: the status of the answer.
    func invoke(_ body: [UInt8], authorization: String) async throws -> Int {
        try await answer(to: body, authorization: authorization).status
    }

    /// Sends an invoke.
    func answer(to body: [UInt8], authorization: String) async throws -> TransferResponse {
        try await client.perform(
            TransferRequest(
                method: .post, url: "http://127.0.0.1:\(service.receiverPort)/invoke",
                headers: [
                    "Content-Type: application/json", "Authorization: \(authorization)",
                ], body: body, totalTimeout: .seconds(60),
                policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true)))
    }

    /// Stops the service in order; it blocks, so it has a thread of its own.
    func stop() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                self.service.stop()
                continuation.resume()
            }
        }
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// What the stopped service left of the first invocation's rows.
    func exceptions() throws -> [ExceptionRecord] {
        let store = try Store(path: folder.path + "/bridge.db", now: clock.wall())
        defer { store.stop() }
        return try store.reader().exceptions(of: InvocationKey(1), in: 0..<1_000_000)
    }

    private static func text(
        _ folder: URL, syncURL: String, mainURL: String?, mapping: String
    ) -> String {
        let main = mainURL.map { #""mainURL": "\#($0)","# } ?? ""
        return """
            {
              "receiver": { "listen": "127.0.0.1:0", "path": "/invoke" },
              "store": { "path": "\(folder.path)/bridge.db" },
              "ams": {
                "installs": [ { "installId": "a28b7df0-2a16-26e1-08e4-a302199208d9",
                                "secret": { "environment": "INSTALL" } } ],
                "endpoints": { "allowedHosts": ["127.0.0.1", "*.invalid"], "allowHTTP": true,
                               "allowPrivateAddresses": true } },
              "mpo": { "syncURL": "\(syncURL)", \(main) "apiUser": "220",
                       "apiSecret": { "environment": "MPO" }, "allowHTTP": true,
                       "allowPrivateAddresses": true },
              "mappings": [ { "name": "offer", "processID": 66305, \(mapping)
                              "result": { "pointer": "/info" } } ]
            }
            """
    }
}

/// The secrets of the simulated sides.
private struct LocalSecrets: SecretSource {
    func bytes(of reference: SecretReference) throws(SecretError) -> [UInt8] {
        let text =
            reference == .environment("MPO")
            ? "simulated-mpo-api-secret"
            : "66666666-6666-4666-8666-666666666666-77777777-7777-4777-8777-777777777777"
        return Array(text.utf8)
    }
}
