import Bridge
import Crypto
import Foundation
import SQLite
import Store
import Testing

/// A store in which a planted text stands wherever a peer or an operator could have put it.
struct SealedWorld {
    static let planted = "PLANTED"
    static let first = Self.key(1)
    static let second = Self.key(2)

    let workplace: Workplace
    let key: InvocationKey

    static func key(_ number: UInt8) -> StoreKey {
        let digits = Hexadecimal.encode([UInt8](repeating: number, count: 32))
        guard let key = StoreKey(hexadecimal: digits) else { preconditionFailure() }
        return key
    }

    static func options(_ key: StoreKey?) -> StoreOptions {
        var options = StoreOptions()
        options.key = key
        return options
    }

    private static func text(_ name: String) -> String { "\(planted)-\(name)" }
    private static func json(_ name: String) -> [UInt8] { Array(#"["\#(text(name))"]"#.utf8) }

    /// Fills a new store; one more invocation is deleted again, and leaves its pages free.
    init(_ storeKey: StoreKey?) async throws {
        workplace = try Workplace()
        let store = try Store(
            path: workplace.path, options: Self.options(storeKey), now: .sample)
        defer { store.stop() }
        let gone = try await store.key(of: Self.invoke(pages: 40))
        var over = Progress.running(40, claimedTo: 40, settledTo: 40).with(.completed)
        over.reported = 40
        try await store.write(InvocationStep(key: gone, at: .sample, progress: over)).get()
        key = try await store.key(of: Self.invoke(pages: 3))
        var halted = Progress.running(3, claimedTo: 3).with(.halted)
        (halted.failed, halted.succeeded) = (1, 2)
        try await store.write(
            StoreUnit(
                steps: [
                    InvocationStep(
                        key: key, at: .sample, progress: halted, reason: Self.text("halted"),
                        calls: [Self.call], exceptions: [Self.failed, Self.late],
                        attempts: [Self.attempt, Self.attempt])
                ],
                acts: [
                    .sample(1, .resolve, ActScope(row: 1), .succeeded(result: Self.json("act"))),
                    .sample(2, .resolve, ActScope(row: 1), .failed(message: Self.text("message"))),
                ])
        ).get()
        let later = UnixTime.sample.plus(.seconds(9))
        #expect(try await store.deleteFinished(before: later).get() == 1)
    }

    private static func invoke(pages: Int) -> NewInvocation {
        let sample = NewInvocation.sample(rows: pages)
        return NewInvocation(
            id: sample.id, context: sample.context, dataSetID: sample.dataSetID,
            bodyDigest: sample.bodyDigest, head: json("head"), mapping: sample.mapping,
            progress: sample.progress,
            pages: (0..<pages).map { number in
                let filler = String(repeating: text("cell"), count: 600)
                return PageRecord(
                    firstRow: number, rowCount: 1, columns: json("column"),
                    rows: Array(#"[["\#(filler)"]]"#.utf8))
            }, acceptedAt: .sample, duplicateWindow: .seconds(3600))
    }

    private static let call = CallRecord(
        firstRow: 0, rowCount: 1, sentAt: .sample, milliseconds: 1, results: json("result"))
    private static let failed = ExceptionRecord(
        row: 1, state: .failed, attempt: 1, class: .refused, reason: text("reason"), at: .sample,
        dueAt: nil, result: nil)
    private static let late = ExceptionRecord(
        row: 2, state: .succeeded, attempt: 2, class: .done, reason: "", at: .sample, dueAt: nil,
        result: json("late"))
    private static let attempt = AttemptRecord(
        row: 1, attempt: 1, sentAt: .sample, milliseconds: 1, class: .refused,
        reason: text("attempt"))

    /// All that the store gives back, from every column that may hold such a text.
    static func content(_ path: String, _ storeKey: StoreKey?) throws -> [String] {
        let store = try Store(path: path, options: options(storeKey), now: .sample)
        defer { store.stop() }
        let reader = try store.reader()
        var found: [String] = []
        for key in try reader.unfinishedInvocations(after: nil, limit: 9) {
            let invocation = try #require(try reader.invocation(key))
            found += ["\(invocation)", String(decoding: invocation.head, as: UTF8.self)]
            found.append("\(try #require(try reader.summary(of: key)).reason ?? "-")")
            for row in 0..<3 {
                let page = try #require(try reader.page(of: key, containing: row))
                found += [page.columns ?? [], page.rows].map { String(decoding: $0, as: UTF8.self) }
                found += try reader.attempts(of: key, row: row).map { "\($0)" }
            }
            try reader.calls(of: key, in: 0..<3) { found.append("\($0)") }
            found += try reader.exceptions(of: key, in: 0..<3).map { "\($0)" }
            found += try reader.briefExceptions(of: key, in: 0..<3).map(\.reason)
        }
        found += try reader.openActs().map { "\($0)" }
        return found
    }

    /// How often the planted text stands in the store's files, whatever SQLite thinks of the bytes.
    static func traces(_ path: String) throws -> Int {
        var count = 0
        let files = try FileManager.default.contentsOfDirectory(
            atPath: URL(filePath: path).deletingLastPathComponent().path)
        let name = URL(filePath: path).lastPathComponent
        for file in files where file.hasPrefix(name) {
            let data = try Data(
                contentsOf: URL(filePath: path).deletingLastPathComponent().appending(path: file))
            count += data.ranges(of: Data(planted.utf8)).count
        }
        return count
    }
}
