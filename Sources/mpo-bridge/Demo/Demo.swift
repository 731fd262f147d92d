import HTTPServer
import Simulator

/// The demonstration: both simulators in this process, the daemon in another, and what follows.
struct Demo {
    private let scenario: DemoScenario
    private let folder: TemporaryDirectory
    private let signals: SignalDescriptor
    private let clock = ContinuousClock()
    private let startedAt: ContinuousClock.Instant

    init(_ scenario: DemoScenario, in folder: TemporaryDirectory, signals: SignalDescriptor) {
        self.scenario = scenario
        self.folder = folder
        self.signals = signals
        startedAt = clock.now
    }

    var logPath: String { folder.file("daemon.log") }

    /// Shows all of it.
    ///
    /// - Returns: what came of it; `nil` when a signal has ended it before.
    func run() throws(CommandError) -> DemoOutcome? {
        let mpo = MPOSimulator(scenario.mpo)
        let product = ProductSimulator(scenario.product)
        do throws(ServerError) {
            try mpo.start()
            try product.start()
        } catch {
            throw CommandError("cannot simulate the remote sides: \(error)")
        }
        defer {
            mpo.stop()
            product.stop()
        }
        let daemon = try startDaemon(mpo, product)
        // Whatever happens, it does not outlive this.
        defer { _ = daemon.child.stop(within: .seconds(5)) }
        let port = try daemon.receiverPort(within: .seconds(20))
        introduce(mpo, product, daemon, port)

        let sender = InvokeSender(product, connectionsMax: 2)
        defer { sender.stop() }
        let rows = scenario.rows
        let invokes = Answer<[InvokeReport]> {
            let url = "http://127.0.0.1:\(port)/invoke"
            let data = await sender.send(InvokeLoad(rows: rows, flow: .data), to: url)
            return [data, await sender.send(InvokeLoad(rows: rows, flow: .pull), to: url)]
        }
        guard try follow(product, daemon, invokes) else { return nil }
        let usage = daemon.child.usage()
        return DemoOutcome(
            scenario: scenario, mpo: mpo, product: product, invokes: invokes.value ?? [],
            usage: usage, ending: daemon.child.stop(within: .seconds(40)),
            elapsed: startedAt.duration(to: clock.now))
    }

    private func startDaemon(
        _ mpo: MPOSimulator, _ product: ProductSimulator
    ) throws(CommandError) -> DaemonProcess {
        let configuration = SimulatedConfiguration(
            store: folder.file("bridge.db"), mpo: scenario.mpo, mpoURL: mpo.url,
            product: scenario.product)
        let path = folder.file("bridge.json")
        try Files.write(configuration.text, to: path)
        return try DaemonProcess(
            configuration: path, log: logPath,
            secrets: SimulatedConfiguration.secrets(scenario.mpo, scenario.product))
    }

    private func introduce(
        _ mpo: MPOSimulator, _ product: ProductSimulator, _ daemon: DaemonProcess, _ port: UInt16
    ) {
        let rows = ProgressLine.grouped(scenario.rows)
        let process = daemon.child.processID
        Console.error(
            """
            Two data sets of \(rows) rows: one with its invoke, one pulled page by page.
            A few things go wrong on purpose.

              product (simulated)  \(product.url)
              mpo-bridge           http://127.0.0.1:\(port)/invoke, process \(process)
              MPO (simulated)      \(mpo.url)

            """)
    }

    /// Waits until the product has heard the end of both, and shows how far it is.
    ///
    /// - Returns: false when a signal came.
    private func follow(
        _ product: ProductSimulator, _ daemon: DaemonProcess, _ invokes: Answer<[InvokeReport]>
    ) throws(CommandError) -> Bool {
        var progress = ProgressLine(total: scenario.allRows, what: "rows reported")
        defer { progress.end() }
        while true {
            progress.show(product.ledger.totals.reported)
            // Both, as the last completion can overtake the invoke's own answer.
            if product.finishedCount == 2, invokes.value != nil { return true }
            if signals.wait(for: .milliseconds(50)) != nil { return false }
            if let ending = daemon.child.poll() {
                // Ctrl-C reaches both processes.
                if signals.wait(for: .zero) != nil { return false }
                throw CommandError("the daemon \(ending) before all rows were reported")
            }
            if let refused = invokes.value?.first(where: { $0.accepted != 1 }) {
                throw CommandError(
                    "the daemon did not accept an invoke: \(refused.lastProblem ?? "no answer")")
            }
            guard startedAt.duration(to: clock.now) < scenario.limit else {
                throw CommandError(
                    "not all rows were reported within \(scenario.limit.components.seconds) s: "
                        + String(decoding: product.ledger.json, as: UTF8.self))
            }
        }
    }
}
