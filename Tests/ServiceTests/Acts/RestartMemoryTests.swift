import AMS
import Bridge
import Foundation
import Simulator
import Store
import TestSupport
import Testing

@testable import Service

/// What a start costs when nearly nothing went well before: as many failed rows as there are, none
/// of which the product has taken.
@Suite(.serialized) struct `A start over failed rows` {
    private static let rowCount = ProofLength.current(quick: 50_000, full: 1_000_000)

    @Test(.disabled(if: Sanitizer.isWatching, "its shadow is memory, too"))
    func `needs no memory for them`() async throws {
        var product = ProductBehaviour()
        product.faults = [FaultRule(ProductFault(.import, .unavailable), .always)]
        let world = try BridgeWorld(product: product)
        try await Self.fill(world)
        let began = ContinuousClock.now
        try world.start()
        _ = try world.running().line("event=push-failed", within: 120)
        let duration = began.duration(to: .now)
        let peak = try world.running().peakMemory()
        print(
            "proof: start over \(Self.rowCount) failed rows: \(peak >> 20) MiB at most,",
            "first batch after \(duration / .milliseconds(1)) ms")
        #expect(peak < 60 << 20)
    }

    /// An invocation whose rows have all failed, and of which nothing was reported.
    private static func fill(_ world: BridgeWorld) async throws {
        let configuration = try Configuration.load(
            text: Array(world.configuration.utf8),
            secrets: SystemSecretSource(environment: EngineInProcess.environment)
        ).get()
        let mapping = try #require(configuration.mappings.first)
        let message = try InvokeMessage(
            body: world.product.invoke(rows: rowCount, flow: .pull).body)
        let now = BridgeClock.system.wall()
        let digest = [UInt8](repeating: 1, count: 32)
        let progress = Progress(
            state: .running, rowsAnnounced: rowCount, rowsStored: rowCount, isWhole: true,
            claimedTo: rowCount, settledTo: rowCount, failed: rowCount)
        let store = try Store(path: world.storePath, now: now)
        defer { store.stop() }
        let accepted = await withCheckedContinuation { waiter in
            store.accept(
                NewInvocation(
                    id: InvocationID(bodyDigest: digest, random: .random(in: .min ... .max)),
                    context: message.invocation.context,
                    dataSetID: message.invocation.dataSetID, bodyDigest: digest,
                    head: message.head,
                    mapping: .init(name: mapping.name, text: mapping.text), progress: progress,
                    pages: [], acceptedAt: now, duplicateWindow: .zero)
            ) { waiter.resume(returning: $0) }
        }
        guard case .accepted(let key) = try accepted.get() else { return }
        for first in stride(from: 0, to: rowCount, by: 1_000) {
            let rows = first..<min(first + 1_000, rowCount)
            let page = "[" + rows.map { "[\"\($0)\"]" }.joined(separator: ",") + "]"
            let step = InvocationStep(
                key: key, at: now,
                pages: [
                    PageRecord(
                        firstRow: first, rowCount: rows.count, columns: nil, rows: Array(page.utf8))
                ],
                exceptions: rows.map {
                    ExceptionRecord(
                        row: $0, state: .failed, attempt: 1, class: .refused,
                        reason: "the process refused row \($0): its amount is above the limit",
                        at: now, dueAt: nil, result: nil)
                })
            try await withCheckedContinuation { waiter in
                store.write(StoreUnit(steps: [step])) { waiter.resume(returning: $0) }
            }.get()
        }
    }
}
