import Curl
import Simulator

/// The daemon that is measured: a process of its own on a store of its own.
final class BenchDaemon {
    private let folder: TemporaryDirectory
    private let residue: BenchResidue
    private let client = CurlClient(inFlightMax: 1)
    private let metricsURL: String
    private var process: DaemonProcess
    /// What it was started with; what changes holds from the next `restart`.
    var configuration: SimulatedConfiguration
    /// The invoke URL.
    let url: String

    /// Starts a daemon on a new store and waits until it listens.
    ///
    /// - Parameter change: for a configuration that differs from the usual one.
    init(
        _ folder: TemporaryDirectory, _ addresses: BenchAddresses, operationsPerCall: Int,
        _ residue: BenchResidue, change: (inout SimulatedConfiguration) -> Void = { _ in }
    ) throws(CommandError) {
        self.folder = folder
        self.residue = residue
        var configuration = SimulatedConfiguration(
            store: folder.file("bridge.db"), mpo: MPOOptions(), mpoURL: addresses.mpo,
            product: ProductOptions(), operationsPerCall: operationsPerCall)
        configuration.metrics = "127.0.0.1:0"
        change(&configuration)
        process = try Self.start(configuration, folder, residue)
        let limit = Duration.seconds(60)
        // From now on the same ones, for whoever knows them.
        configuration.listen = "127.0.0.1:\(try process.port(of: "receiver", within: limit))"
        let metrics = "127.0.0.1:\(try process.port(of: "metrics", within: limit))"
        configuration.metrics = metrics
        metricsURL = "http://\(metrics)/metrics"
        let scheme = configuration.tls == nil ? "http" : "https"
        url = "\(scheme)://\(configuration.listen)\(configuration.path)"
        self.configuration = configuration
    }

    /// What the daemon tells of itself.
    func metrics() async throws(CommandError) -> BenchMetrics {
        let request = TransferRequest(
            method: .get, url: metricsURL,
            policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true))
        do throws(TransferError) {
            let answer = try await client.perform(request)
            return BenchMetrics(String(decoding: answer.body, as: UTF8.self))
        } catch {
            throw CommandError("the daemon's metrics: \(error)")
        }
    }

    /// What the daemon has used so far.
    func usage() throws(CommandError) -> ChildUsage {
        if let usage = process.child.usage() { return usage }
        throw CommandError("the daemon is gone; its log ends with:\n\(logTail)")
    }

    /// What it has used when it is done: after its last commit, which nobody outside hears of.
    func settledUsage() async throws(CommandError) -> ChildUsage {
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
    func stop() { residue.end(process.child) }

    /// Ends it as a power cut would.
    func kill() {
        process.child.signal(.kill)
        residue.end(process.child)
    }

    /// Starts it anew on its store and its ports, and does not wait for it.
    func restart() throws(CommandError) {
        process = try Self.start(configuration, folder, residue)
    }

    /// The last lines of its log.
    var logTail: String {
        let lines = (Files.text(of: process.logPath) ?? "").split(separator: "\n")
        return lines.suffix(20).joined(separator: "\n")
    }

    private static func start(
        _ configuration: SimulatedConfiguration, _ folder: TemporaryDirectory,
        _ residue: BenchResidue
    ) throws(CommandError) -> DaemonProcess {
        let path = folder.file("bridge.json")
        try Files.write(configuration.text, to: path)
        return try residue.startDaemon(
            configuration: path, log: folder.file("daemon.log"),
            secrets: configuration.secrets)
    }
}
