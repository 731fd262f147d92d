import Bridge
import SQLite
import Simulator

/// Compares what the store says with the ledgers of both remote sides, row by row.
final class KillLoopAudit {
    /// An invocation as it lies in the store.
    struct Invocation {
        let key: Int64
        let id: String
        let state: String
        let rows: Int
        let succeeded: Int
        let failed: Int
        let unknown: Int
        let reported: Int
    }

    private let connection: Connection
    private(set) var problems: [String] = []
    private(set) var rows = 0
    /// Rows that are unknown or held, and those of them that have a task.
    private(set) var inDoubt = 0
    private(set) var inDoubtCreated = 0
    private(set) var held = 0
    /// Batches that the store knows of.
    private(set) var batches = 0

    init(store path: String) throws(SQLiteError) {
        let connection = try Connection(path: path, access: .readOnly)
        batches = Int(try connection.integer("SELECT count(*) FROM batch") ?? 0)
        self.connection = connection
    }

    /// How many invocations still have something to do but to wait for an operator, in a store that
    /// a daemon has open.
    static func busyInvocations(store path: String) throws(SQLiteError) -> Int {
        let connection = try Connection(path: path, access: .readOnly)
        connection.waitForLocks(.seconds(5))
        let count = try connection.integer(
            """
            WITH held AS (
                SELECT key >> 32 AS key, count(*) AS rows FROM exception WHERE state = 'held'
                GROUP BY key >> 32)
            SELECT count(*) FROM unfinished JOIN invocation USING (key) LEFT JOIN held USING (key)
            WHERE held.rows IS NULL OR reported + held.rows < rows_announced
            """)
        return Int(count ?? 0)
    }

    /// Every accepted invoke is one invocation, and the other way round.
    func check(
        _ accepted: [InvokeFlood.Accepted], _ mpo: MPOSimulator, _ ledger: ProductLedger
    )
        throws(SQLiteError)
    {
        let stored = try invocations()
        let lines = Dictionary(uniqueKeysWithValues: ledger.lines.map { ($0.number, $0) })
        expect(stored.count == accepted.count) {
            "\(accepted.count) invokes were accepted, \(stored.count) are in the store"
        }
        for invoke in accepted {
            guard let invocation = stored[invoke.id] else {
                problems.append("invocation \(invoke.id) was answered with 200, and is lost")
                continue
            }
            let heldHere = try check(invocation, mpo)
            guard let line = lines[invoke.number]?.counts else {
                problems.append("the product has no line for invocation \(invoke.number)")
                continue
            }
            check(invocation, invoke, line, held: heldHere)
        }
    }

    /// The store's counters, the product's, and the invoke's.
    private func check(
        _ invocation: Invocation, _ invoke: InvokeFlood.Accepted, _ line: ReportCounts, held: Int
    ) {
        let name = "invocation \(invoke.number) (\(invocation.id))"
        expect(invocation.rows == invoke.rows) {
            "\(name) has \(invocation.rows) rows in the store, \(invoke.rows) in the invoke"
        }
        expect(line.reported == invoke.rows - held && invocation.reported == line.reported) {
            "\(name): \(invoke.rows) rows, \(held) held, \(line.reported) reported, "
                + "\(invocation.reported) by the store"
        }
        expect(
            line.succeeded == invocation.succeeded
                && line.failures == invocation.failed + invocation.unknown
        ) {
            "\(name): the product heard of \(line.succeeded) successes and \(line.failures) "
                + "failures, the store has \(invocation.succeeded), \(invocation.failed) and "
                + "\(invocation.unknown) unknown"
        }
        let completions = held == 0 ? 1 : 0
        expect(line.completions == completions) {
            "\(name) was completed \(line.completions) times"
        }
        expect((invocation.state == "completed") == (held == 0)) {
            "\(name) is \(invocation.state) with \(held) rows held"
        }
    }

    /// Each row against the tasks that MPO created for it. - Returns: how many are held.
    private func check(
        _ invocation: Invocation, _ mpo: MPOSimulator
    ) throws(SQLiteError) -> Int {
        let states = try rowStates(of: invocation)
        var counts: [String: Int] = [:]
        for row in 0..<invocation.rows {
            rows += 1
            guard let state = states[row] else {
                problems.append("row \(row) of \(invocation.id) has no final status: lost")
                continue
            }
            counts[state, default: 0] += 1
            let created = mpo.creations(of: "\(invocation.id)-\(row)")
            let isRight =
                switch state {
                case "succeeded": created == 1
                case "failed": created == 0
                case "unknown", "held": created <= 1
                default: false
                }
            expect(isRight) {
                "row \(row) of \(invocation.id) is \(state), and has \(created) tasks"
            }
            guard state == "unknown" || state == "held" else { continue }
            inDoubt += 1
            if created > 0 { inDoubtCreated += 1 }
        }
        expect(
            counts["succeeded", default: 0] == invocation.succeeded
                && counts["failed", default: 0] == invocation.failed
                && counts["unknown", default: 0] == invocation.unknown
        ) { "the counters of \(invocation.id) are not those of its rows: \(counts)" }
        held += counts["held", default: 0]
        return counts["held", default: 0]
    }

    private func invocations() throws(SQLiteError) -> [String: Invocation] {
        let query = try connection.prepare(
            """
            SELECT invocation.key, id, state, rows_stored, succeeded, failed, unknown, reported
            FROM invocation JOIN invoke USING (key)
            """)
        var found: [String: Invocation] = [:]
        while try query.step() {
            let id = query.string(1)
            found[id] = Invocation(
                key: query.integer(0), id: id, state: query.string(2), rows: Int(query.integer(3)),
                succeeded: Int(query.integer(4)), failed: Int(query.integer(5)),
                unknown: Int(query.integer(6)), reported: Int(query.integer(7)))
        }
        return found
    }

    /// A row that a call covers has succeeded, unless it has a record of its own.
    private func rowStates(of invocation: Invocation) throws(SQLiteError) -> [Int: String] {
        let first = invocation.key << 32
        let keys = "key BETWEEN \(first) AND \(first + 4_294_967_295)"
        var states: [Int: String] = [:]
        let calls = try connection.prepare(
            "SELECT key & 4294967295, row_count FROM call WHERE \(keys)")
        while try calls.step() {
            let first = Int(calls.integer(0))
            for row in first..<first + Int(calls.integer(1)) { states[row] = "succeeded" }
        }
        let exceptions = try connection.prepare(
            "SELECT key & 4294967295, state FROM exception WHERE \(keys)")
        while try exceptions.step() { states[Int(exceptions.integer(0))] = exceptions.string(1) }
        return states
    }

    private func expect(_ isRight: Bool, _ problem: () -> String) {
        if !isRight { problems.append(problem()) }
    }
}
