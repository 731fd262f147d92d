import Bridge
import Curl
import Foundation
import Store
import Synchronization
import Testing

@testable import Service

/// Turns of an engine's parts, without an engine.
enum Turns {
    private final class OneTurn: TransferClient {
        private let body: (TransferStarter) -> Void
        init(_ body: @escaping (TransferStarter) -> Void) { self.body = body }

        func turn(_ ended: [EndedTransfer], _ starter: TransferStarter) -> Duration {
            body(starter)
            starter.finish()
            return .zero
        }

        func stopped(_ ended: [EndedTransfer]) {}
    }

    /// What `body` makes of one turn, on the thread of a loop of its own.
    static func one<Value: Sendable>(
        now: MonotonicTime, wall: UnixTime, _ body: @escaping @Sendable (Turn) throws -> Value
    ) throws -> Value {
        let result = Mutex<Result<Value, any Error>?>(nil)
        let loop = CurlLoop(connectionsMax: 1)
        loop.run {
            OneTurn { starter in
                let turn = Turn(now: now, wall: wall, starter: starter)
                result.withLock { $0 = Result { try body(turn) } }
            }
        }
        loop.join()
        return try #require(result.withLock { $0 }).get()
    }

    /// A settlement on an empty store of its own.
    static func settlement(_ folder: URL, canLookUp: Bool) throws -> RowSettlement {
        let clock = BridgeClock.system
        let store = try Store(path: folder.path + "/bridge.db", now: clock.wall())
        defer { store.stop() }
        let log = Log(wallTime: clock.wall, time: clock.now, sink: { _ in })
        let bench = Workbench(reader: try store.reader(), log: log, metrics: Metrics())
        return RowSettlement(
            bench, settleTime: .seconds(30), canLookUp: canLookUp, sendsReference: true)
    }
}
