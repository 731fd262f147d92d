import Bridge
import Foundation
import Service
import Synchronization

/// A cell's peers and the whole bridge between them: one peer misbehaves, the others do not.
final class MatrixWorld: Sendable {
    /// The largest answer that the bridge reads.
    static let answerMax = 256 << 10
    private static let largeBytes = 8 << 20

    let cell: MatrixCell
    let faulty: FaultServer
    let others: FaultServer
    let bridge: LocalService
    private let invoke: (body: [UInt8], authorization: String, columns: Int)

    init(_ cell: MatrixCell) throws {
        self.cell = cell
        let line = cell.line
        let columns = MatrixPeers.invoke(rows: 1, { _ in "" }, pulls: false).columns
        let peers = MatrixPeers(
            rows: line.rows, columns: columns,
            resultBytes: line.isLarge && cell.call == .import ? Self.largeBytes : 0)
        let fault = line.fault
        let counter = Counter()
        faulty = try FaultServer(fault.connection, isSecure: fault.isSecure) { request in
            let good = peers.answer(request)
            return fault.answer(counter.next(), good) ?? [.send(good.whole)]
        }
        // Whose task is to be looked up has been sent, and nobody knows of it.
        let isLookUp = cell.call == .lookUp
        others = try FaultServer { request in
            if isLookUp, OutboundCall(path: request.path) == .call { return [.close] }
            return [.send(peers.answer(request).whole)]
        }
        let ports = (faulty: faulty.port, others: others.port)
        func url(_ call: OutboundCall) -> String {
            guard call == cell.call else { return "http://127.0.0.1:\(ports.others)\(call.path)" }
            let scheme = fault.isSecure ? "https" : "http"
            return "\(scheme)://\(fault.host):\(ports.faulty)\(call.path)"
        }
        invoke = MatrixPeers.invoke(rows: line.rows, url, pulls: cell.call == .export)
        let trusted = FileManager.default.temporaryDirectory.appending(
            path: "mpo-bridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: trusted, withIntermediateDirectories: true)
        let caFile = trusted.appending(path: "ca.pem")
        try FaultServer.trusted.write(to: caFile, atomically: true, encoding: .utf8)
        let (syncURL, mainURL) = (url(.call), isLookUp ? url(.lookUp) : nil)
        bridge = try LocalService(
            syncURL: "http://127.0.0.1", mainURL: mainURL.map { _ in "http://127.0.0.1" },
            mapping: line.mapping + Self.parameters(of: cell), folder: trusted
        ) { configuration in
            // No file may name a host that cannot be.
            configuration.mpo.syncURL = syncURL
            configuration.mpo.mainURL = mainURL
            Self.set(&configuration, for: cell, caFile: caFile.path)
        }
    }

    /// A mapping whose operations are large, where the request under test is one.
    private static func parameters(of cell: MatrixCell) -> String {
        guard cell.line.isLarge, cell.call == .call else { return "" }
        let text = String(repeating: "x", count: largeBytes)
        return #""parameters": { "blob": { "constant": "\#(text)" } },"#
    }

    private static func set(
        _ configuration: inout Configuration, for cell: MatrixCell, caFile: String
    ) {
        // Only the peer under test is hurried: the others may be as slow as the machine is.
        let isAboutMPO = cell.call == .call || cell.call == .lookUp
        let hurriesMPO = cell.line.isHasty && isAboutMPO
        let hurriesProduct = cell.line.isHasty && !isAboutMPO
        configuration.receiver.bodyMax = cell.line.isLarge ? 64 << 20 : answerMax
        configuration.mpo.caFile = caFile
        configuration.mpo.retry503 = cell.line.retry503
        configuration.mpo.callsInFlightMax = 1
        configuration.mpo.operationsPerSecondMax = cell.line.isSlow ? 1 : nil
        configuration.mpo.connectTimeout = hurriesMPO ? .seconds(2) : .seconds(30)
        // A look-up waits until MPO has surely given up.
        let waits = hurriesMPO || cell.call == .lookUp
        configuration.mpo.timeout = waits ? .seconds(1) : .seconds(30)
        configuration.mpo.answerMargin = waits ? .milliseconds(500) : .seconds(30)
        configuration.mpo.bodyTimeout = hurriesMPO ? .seconds(2) : .seconds(30)
        configuration.ams.endpoints.caFile = caFile
        configuration.ams.connectTimeout = hurriesProduct ? .seconds(2) : .seconds(30)
        configuration.ams.firstByteTimeout = hurriesProduct ? .seconds(2) : .seconds(30)
        configuration.ams.callTimeout = hurriesProduct ? .seconds(5) : .seconds(60)
        if cell.line.fault.isForbidden {
            if isAboutMPO {
                configuration.mpo.allowPrivateAddresses = false
            } else {
                configuration.ams.endpoints.allowPrivateAddresses = false
            }
        }
    }

    func send() async throws -> Int {
        try await bridge.invoke(invoke.body, authorization: invoke.authorization)
    }

    func close() async {
        // The mapping that halted goes on trying: a peer that went first would lose one of its
        // calls. Of the other peers some are silent for as long as they are there.
        if cell.expectation.end == .mappingHalted { await bridge.stop() }
        faulty.stop()
        others.stop()
        await bridge.stop()
    }
}

/// Counts from 0.
final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock { value in
            defer { value += 1 }
            return value
        }
    }
}
