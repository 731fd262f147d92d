import Bridge
import Foundation
import SQLite
import Store

/// A directory with a store's file in it; goes with the value.
final class Workplace: Sendable {
    let directory: URL
    var path: String { directory.appending(path: "bridge.db").path }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(
            path: "store-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    func store(_ options: StoreOptions = StoreOptions()) throws(StoreError) -> Store {
        try Store(path: path, options: options, now: .sample)
    }

    func permissions(_ suffix: String) throws -> Int? {
        let file = try FileManager.default.attributesOfItem(atPath: path + suffix)
        return file[.posixPermissions] as? Int
    }

    /// A connection of somebody else, such as an operator's.
    func stranger() throws(SQLiteError) -> Connection {
        try Connection(path: path, access: .readWrite)
    }
}

extension Store {
    func accept(_ new: NewInvocation) async -> Result<Acceptance, StoreError> {
        await withCheckedContinuation { waiter in accept(new) { waiter.resume(returning: $0) } }
    }

    func write(_ steps: InvocationStep...) async -> Result<Void, StoreError> {
        await withCheckedContinuation { waiter in
            write(StoreUnit(steps: steps)) { waiter.resume(returning: $0) }
        }
    }

    func write(_ unit: StoreUnit) async -> Result<Void, StoreError> {
        await withCheckedContinuation { waiter in write(unit) { waiter.resume(returning: $0) } }
    }

    func write(acts: [StoredAct]) async -> Result<Void, StoreError> {
        await write(StoreUnit(acts: acts))
    }

    func hasRoom() async -> Result<Void, StoreError> {
        await withCheckedContinuation { waiter in probeRoom { waiter.resume(returning: $0) } }
    }

    func deleteFinished(
        before: UnixTime, now: UnixTime = UnixTime(milliseconds: .max),
        invocationsMax: Int = 1_000
    ) async -> Result<Int, StoreError> {
        await withCheckedContinuation { waiter in
            deleteFinished(before: before, now: now, invocationsMax: invocationsMax) {
                waiter.resume(returning: $0)
            }
        }
    }

    /// Accepts an invoke that is expected to be new.
    func key(of new: NewInvocation) async throws -> InvocationKey {
        switch try await accept(new).get() {
        case .accepted(let key): return key
        case .duplicate(let id): throw Unexpected.duplicate(id)
        case .noRoom: throw Unexpected.noRoom
        }
    }
}

extension StoreReader {
    /// The calls' ranges that a restart is handed one by one.
    func callRanges(
        of key: InvocationKey, from row: Int
    ) throws(StoreError) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        try callRanges(of: key, from: row) { ranges.append($0) }
        return ranges
    }
}

extension Result where Failure == StoreError {
    /// The label of its error, if it is one.
    var failureLabel: String? {
        if case .failure(let error) = self { error.label } else { nil }
    }
}

enum Unexpected: Error {
    case duplicate(InvocationID)
    case noRoom
}
