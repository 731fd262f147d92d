import Bridge
import Foundation
import Glibc
import SQLite
import Testing

@testable import Store

@Suite struct `A rekey` {
    private static func error(
        _ path: String, _ key: StoreKey?, _ previous: [StoreKey]
    ) -> StoreError? {
        do throws(StoreError) {
            _ = try StoreRekeying.run(path: path, to: key, from: previous)
            return nil
        } catch { return error }
    }

    @Test func `seals a store, changes its key, and opens it again`() async throws {
        let world = try await SealedWorld(nil)
        let path = world.workplace.path
        let content = try SealedWorld.content(path, nil)
        var form: StoreKey?
        for key in [SealedWorld.first, SealedWorld.second, nil, SealedWorld.second] {
            let previous = [form].compactMap { $0 }
            let ending = try StoreRekeying.run(path: path, to: key, from: previous)
            #expect(ending == .done(values: 16, left: UnreadableValues()))
            #expect(
                try StoreRekeying.run(path: path, to: key, from: previous) == .nothingToDo)
            // Also of what was deleted before, and lay in free pages.
            #expect(try (SealedWorld.traces(path) == 0) == (key != nil))
            #expect(try SealedWorld.content(path, key) == content)
            let report = try StoreVerification.run(path: path, key: key) { _ in }
            #expect(report.findings.map(\.description) == [])
            form = key
        }
        #expect(try world.workplace.permissions("") == 0o600)
    }

    @Test func `leaves nothing of the old values, wherever SQLite had put them`() async throws {
        let world = try await SealedWorld(nil)
        let stranger = try world.workplace.stranger()
        // The control: free pages hold what was deleted, and the search sees it.
        let kept = try stranger.integer("SELECT count(*) FROM page") ?? 0
        #expect(kept == 3)
        let traces = try SealedWorld.traces(world.workplace.path)
        #expect(traces > 600 * Int(kept) + 100)
    }

    @Test func `asks for the keys that it needs, and for a store that nobody uses`() async throws {
        let world = try await SealedWorld(SealedWorld.first)
        let path = world.workplace.path
        let missing = Self.error(path, SealedWorld.second, [])
        #expect(missing?.label == "sealing")
        #expect("\(missing.map { "\($0)" } ?? "")".contains(SealedWorld.first.id))
        #expect(Self.error(path, nil, [SealedWorld.second])?.label == "sealing")
        let store = try Store(
            path: path, options: SealedWorld.options(SealedWorld.first), now: .sample)
        #expect(Self.error(path, SealedWorld.second, [SealedWorld.first])?.label == "locked")
        store.stop()
        #expect(Self.error(path, SealedWorld.second, [SealedWorld.first]) == nil)
    }

    @Test func `refuses a value that nobody with the key has written`() async throws {
        let world = try await SealedWorld(SealedWorld.first)
        try world.workplace.stranger().execute("UPDATE attempt SET reason = 'open'")
        let error = Self.error(world.workplace.path, SealedWorld.second, [SealedWorld.first])
        #expect(error?.label == "sealing" && "\(error.map { "\($0)" } ?? "")".contains("attempt"))
        // Without a seal it would pass for one of the store's own.
        #expect(throws: StoreError.self) {
            _ = try StoreRekeying.run(
                path: world.workplace.path, to: nil, from: [SealedWorld.first],
                leavesUnreadable: true)
        }
    }

    /// The forms before and after.
    struct Turn: Sendable, CustomTestStringConvertible {
        let from: UInt8?
        let to: UInt8?
        var testDescription: String { "\(from ?? 0) to \(to ?? 0)" }
    }

    @Test(arguments: [
        Turn(from: nil, to: 1), Turn(from: 1, to: 2), Turn(from: 1, to: nil),
    ])
    func `is taken up where it was killed`(turn: Turn) async throws {
        let (old, new) = (turn.from.map(SealedWorld.key), turn.to.map(SealedWorld.key))
        let world = try await SealedWorld(old)
        let path: String = world.workplace.path
        let content = try SealedWorld.content(path, old)
        let copy = path + ".copy"
        try StoreBackup.run(from: path, to: copy) { _, _ in }
        var steps = 0
        let previous = [old].compactMap { $0 }
        _ = try StoreRekeying.run(path: copy, to: new, from: previous) { step, _ in
            // Nothing is changed yet.
            if step != "checking" { steps += 1 }
        }
        for step in 1...steps {
            await Self.kill(path, turn, at: step)
            // Nobody works on it meanwhile, and nobody turns elsewhere.
            for key in [old, new] {
                #expect(throws: StoreError.self) { _ = try SealedWorld.content(path, key) }
            }
            let elsewhere = Self.error(path, SealedWorld.key(9), [old, new].compactMap { $0 })
            #expect(elsewhere?.label == "sealing")
            #expect(!(try StoreVerification.run(path: path, key: new) { _ in }).isSound)
        }
        _ = try StoreRekeying.run(path: path, to: new, from: previous)
        try FileManager.default.removeItem(atPath: copy)
        #expect(steps >= 5)
        #expect(try SealedWorld.content(path, new) == content)
        #expect(try (SealedWorld.traces(path) == 0) == (new != nil))
    }

    /// Runs a rekey in a process of its own, which is killed at a step; each run takes up what the
    /// one before has left.
    private static func kill(_ path: String, _ turn: Turn, at step: Int) async {
        let from = Int(turn.from ?? 0)
        let to = Int(turn.to ?? 0)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, from = from as Int, to = to as Int, step = step as Int] in
            var left = step
            _ = try StoreRekeying.run(
                path: path, to: to == 0 ? nil : SealedWorld.key(UInt8(to)),
                from: from == 0 ? [] : [SealedWorld.key(UInt8(from))]
            ) { step, _ in
                if step != "checking" { left -= 1 }
                if left == 0 { Glibc.kill(getpid(), SIGKILL) }
            }
        }
    }
}
