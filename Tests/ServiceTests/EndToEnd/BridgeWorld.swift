import Bridge
import Foundation
import HTTPServer
import Simulator
import Testing

/// Both remote sides and the real daemon between them, on loopback, with a store of their own.
final class BridgeWorld {
    let mpo: MPOSimulator
    let product: ProductSimulator
    let sender: InvokeSender
    let folder: URL
    private(set) var bridge: BridgeProcess?
    private let mapping: String
    private let mpoKeys: String
    private let storeKeys: String
    private let receiverKeys: String
    private let mappings: String
    private let syncURL: String
    private let isSecure: Bool
    private let asksClients: Bool
    private let listen: String

    /// - Parameters:
    ///   - mapping: further members of the one mapping, JSON with a comma at its end.
    ///   - mpoKeys: further members of the section `mpo`, likewise, MAIN-URL being the simulator;
    ///     `storeKeys` of `store`, `receiverKeys` of `receiver`.
    ///   - mappings: before the one mapping, JSON with a comma at its end.
    ///   - certificate: of the receiver in PEM form, with its key; nil for plain HTTP. They are
    ///     `tls.crt` and `tls.key` in the folder.
    ///   - clientCA: whose certificates clients must show; nil for none.
    ///   - seed: of both remote sides.
    ///   - port: of the receiver; 0 takes any that is free, another one at each start.
    ///   - listen: of the receiver, in place of a port.
    init(
        mpo behaviour: MPOBehaviour = MPOBehaviour(),
        product productBehaviour: ProductBehaviour = ProductBehaviour(), mapping: String = "",
        mappings: String = "", mpoKeys: String = "", storeKeys: String = "",
        receiverKeys: String = "", certificate: String? = nil, privateKey: String = "",
        clientCA: String? = nil, syncURL: String? = nil, seed: UInt64 = 1, port: Int = 0,
        listen: String? = nil
    ) throws {
        var options = MPOOptions()
        options.behaviour = behaviour
        options.seed = seed
        mpo = MPOSimulator(options)
        _ = try mpo.start()
        var productOptions = ProductOptions()
        productOptions.behaviour = productBehaviour
        productOptions.seed = seed
        product = ProductSimulator(productOptions)
        _ = try product.start()
        sender = InvokeSender(product)
        folder = FileManager.default.temporaryDirectory.appending(
            path: "mpo-bridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.mapping = mapping
        self.mpoKeys = mpoKeys.replacing("MAIN-URL", with: mpo.url)
        self.storeKeys = storeKeys
        self.receiverKeys = receiverKeys
        self.mappings = mappings
        self.syncURL = syncURL ?? mpo.url
        isSecure = certificate != nil
        asksClients = clientCA != nil
        self.listen = listen ?? "127.0.0.1:\(port)"
        if let certificate {
            try write(certificate, to: "tls.crt")
            try write(privateKey, to: "tls.key")
            if let clientCA { try write(clientCA, to: "clients.crt") }
        }
    }

    /// Puts a file into the folder in one stroke; a private key is for its owner only.
    func write(_ text: String, to name: String) throws {
        let draft = folder.appending(path: name + ".draft")
        try text.write(to: draft, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: draft.path)
        let isDone = unsafe rename(draft.path, folder.appending(path: name).path) == 0
        #expect(isDone)
    }

    deinit {
        bridge?.kill()
        sender.stop()
        mpo.stop()
        product.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    private var tlsKeys: String {
        guard isSecure else { return "" }
        let clientCA = asksClients ? #", "clientCA": "\#(folder.path)/clients.crt""# : ""
        return #""tls": { "certificate": "\#(folder.path)/tls.crt","#
            + #" "privateKey": "\#(folder.path)/tls.key"\#(clientCA) },"#
    }

    /// What a test changes about the configuration.
    var edit: (String) -> String = { $0 }

    var configuration: String { edit(wholeConfiguration) }

    private var wholeConfiguration: String {
        """
        {
          "receiver": { \(tlsKeys) \(receiverKeys)
                        "listen": "\(listen)", "path": "/invoke" },
          "store": { \(storeKeys) "path": "\(store)" },
          "ams": {
            "installs": [ { "installId": "a28b7df0-2a16-26e1-08e4-a302199208d9",
                            "secret": { "environment": "TEST_INSTALL_SECRET" } } ],
            "endpoints": { "allowedHosts": ["127.0.0.1"], "allowHTTP": true,
                           "allowPrivateAddresses": true } },
          "mpo": { "syncURL": "\(syncURL)", "apiUser": "220", \(mpoKeys)
                   "apiSecret": { "environment": "TEST_MPO_SECRET" }, "allowHTTP": true,
                   "allowPrivateAddresses": true },
          "mappings": [ \(mappings) { "name": "offer", "processID": 66305, \(mapping)
                          "result": { "pointer": "/info" } } ],
          "admin": { "socket": "\(folder.path)/admin.sock", "metrics": "127.0.0.2:0" },
          "log": { "level": "debug" }
        }
        """
    }

    /// What the configuration refers to.
    static let secrets = [
        "TEST_INSTALL_SECRET":
            "66666666-6666-4666-8666-666666666666-77777777-7777-4777-8777-777777777777",
        "TEST_MPO_SECRET": "simulated-mpo-api-secret",
    ]

    /// Where the daemon keeps what it must not forget.
    var store: String { folder.appending(path: "bridge.db").path }

    /// Starts the daemon, or starts it again on the same store.
    ///
    /// - Parameters:
    ///   - crashPoint: where it is to die, such as `callAnswered:3`.
    ///   - environment: further variables.
    ///   - socket: that it takes over.
    func start(
        crashPoint: String? = nil, environment more: [String: String] = [:],
        socket: ListeningSocket? = nil
    ) throws {
        let path = folder.appending(path: "bridge.json")
        try write(configuration, to: path.lastPathComponent)
        var environment = Self.secrets.merging(more) { $1 }
        environment["MPO_BRIDGE_CRASH_POINT"] = crashPoint
        bridge = try BridgeProcess(
            ["run", "--config", path.path], environment: environment, socket: socket?.descriptor)
    }

    func running() throws -> BridgeProcess { try #require(bridge) }

    func invokeURL() throws -> String {
        "\(isSecure ? "https" : "http")://127.0.0.1:\(try running().receiverPort())/invoke"
    }

    /// Sends invokes and waits until the product has heard the end of them all.
    func finish(
        _ load: InvokeLoad, within limit: Duration = .seconds(120),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = product.finishedCount
        let report = await sender.send(load, to: try invokeURL())
        #expect(report.accepted == load.count, sourceLocation: sourceLocation)
        let isFinished = await product.waitForFinished(before + load.count, within: limit)
        if !isFinished {
            let tail = bridge?.log.suffix(40).joined(separator: "\n") ?? ""
            let ledger = String(decoding: product.ledger.json, as: UTF8.self)
            Issue.record("not finished:\n\(ledger)\n\(tail)", sourceLocation: sourceLocation)
        }
    }

    /// What must hold however the run went: every row once, in batches that fit, completion last.
    func expectOrder(rows: Int, sourceLocation: SourceLocation = #_sourceLocation) {
        let ledger = product.ledger
        #expect(ledger.totals.rows == rows, sourceLocation: sourceLocation)
        #expect(ledger.totals.missing == 0, sourceLocation: sourceLocation)
        #expect(ledger.totals.reportedAgainDifferent == 0, sourceLocation: sourceLocation)
        #expect(ledger.totals.completionsEarly == 0, sourceLocation: sourceLocation)
        #expect(ledger.violations == [], sourceLocation: sourceLocation)
        #expect(mpo.ledger.duplicates == 0, sourceLocation: sourceLocation)
        #expect(mpo.ledger.signatureFailures == 0, sourceLocation: sourceLocation)
    }
}
