import Bridge
import Crypto
import JSON
import Simulator

/// The daemon that is measured: a process of its own on a store of its own.
final class BenchDaemon {
    private let folder: BenchFolder
    private let residue: BenchResidue
    private let addresses: BenchAddresses
    private let operationsPerCall: Int
    private var process: ChildProcess
    /// The invoke URL.
    private(set) var url: String

    private static let logName = "bridge.log"

    /// Starts a daemon on a new store and waits until it listens.
    init(
        _ folder: BenchFolder, _ addresses: BenchAddresses, operationsPerCall: Int,
        _ residue: BenchResidue
    ) throws(BenchError) {
        self.folder = folder
        self.residue = residue
        self.addresses = addresses
        self.operationsPerCall = operationsPerCall
        try Self.configure(folder, addresses, operationsPerCall, port: 0)
        process = try Self.spawn(folder, residue)
        url = ""
        url = "http://127.0.0.1:\(try awaitPort())/invoke"
    }

    /// What the daemon has used so far.
    func usage() throws(BenchError) -> ChildUsage {
        if let usage = process.usage() { return usage }
        throw BenchError("the daemon is gone; its log ends with:\n\(logTail)")
    }

    /// What it has used when it is done: after its last commit, which nobody outside hears of.
    func settledUsage() async throws(BenchError) -> ChildUsage {
        var usage = try usage()
        for _ in 0..<100 {
            try? await Task.sleep(for: .milliseconds(20))
            let next = try self.usage()
            if next.cpu - usage.cpu < .microseconds(200) { return next }
            usage = next
        }
        return usage
    }

    /// Ends it as its service manager would.
    func stop() { residue.end(process) }

    /// Ends it as a power cut would.
    func kill() {
        process.signal(.kill)
        residue.end(process)
    }

    /// Starts it anew on its store and its port, and does not wait for it.
    func restart() throws(BenchError) {
        let port = url.split(separator: ":").last.flatMap { Int($0.prefix { $0.isNumber }) }
        try Self.configure(folder, addresses, operationsPerCall, port: port ?? 0)
        process = try Self.spawn(folder, residue)
    }

    /// The last lines of its log.
    var logTail: String {
        folder.text(of: Self.logName).split(separator: "\n").suffix(20).joined(separator: "\n")
    }

    private func awaitPort() throws(BenchError) -> Int {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(30)
        while clock.now < deadline {
            let lines = folder.text(of: Self.logName).split(separator: "\n")
            if let line = lines.last(where: {
                $0.contains("event=listening") && $0.contains("server=receiver")
            }), let port = Self.lastNumber(line) {
                return port
            }
            if let ending = process.wait(atMost: .milliseconds(5)) {
                throw BenchError("the daemon \(ending); its log ends with:\n\(logTail)")
            }
        }
        throw BenchError("the daemon does not listen after 30 s; its log ends with:\n\(logTail)")
    }

    /// `address="[127.0.0.1:8443]"`
    private static func lastNumber(_ line: Substring) -> Int? {
        let digits = line.reversed().drop { !$0.isNumber }.prefix { $0.isNumber }.reversed()
        return Int(String(digits))
    }

    private static func spawn(
        _ folder: BenchFolder, _ residue: BenchResidue
    ) throws(BenchError) -> ChildProcess {
        let secrets = [
            installVariable: ProductOptions().installSecret, mpoVariable: MPOOptions().apiSecret,
        ]
        return try residue.start(
            ["run", "--config", "\(folder.path)/bridge.json"],
            environment: secrets.mapValues { secret in
                secret.withBytes { String(decoding: $0, as: UTF8.self) }
            },
            log: "\(folder.path)/\(logName)")
    }

    private static let installVariable = "MPO_BRIDGE_BENCH_INSTALL_SECRET"
    private static let mpoVariable = "MPO_BRIDGE_BENCH_API_SECRET"

    /// Everything that is not needed to reach the simulated sides is left at its default.
    private static func configure(
        _ folder: BenchFolder, _ addresses: BenchAddresses, _ operationsPerCall: Int, port: Int
    ) throws(BenchError) {
        var store = JSONWriter()
        store.string("\(folder.path)/bridge.db")
        let text = """
            {
              "receiver": { "listen": "127.0.0.1:\(port)", "path": "/invoke" },
              "store": { "path": \(String(decoding: store.bytes, as: UTF8.self)) },
              "ams": {
                "installs": [ { "installId": "\(ProductOptions().context.installID)",
                                "secret": { "environment": "\(installVariable)" } } ],
                "endpoints": { "allowedHosts": ["127.0.0.1"], "allowHTTP": true,
                               "allowPrivateAddresses": true } },
              "mpo": { "syncURL": "\(addresses.mpo)", "apiUser": "\(MPOOptions().apiUser)",
                       "apiSecret": { "environment": "\(mpoVariable)" },
                       "allowHTTP": true, "allowPrivateAddresses": true,
                       "callsInFlightMax": \(BenchPlan.callsInFlightMax) },
              "mappings": [ { "name": "bench", "processID": 66305,
                              "operationsPerCall": \(operationsPerCall),
                              "result": { "pointer": "/info" } } ]
            }

            """
        try BenchFolder.write(Array(text.utf8), to: "\(folder.path)/bridge.json")
    }
}
