internal import SQLite

/// The tables, in numbered steps. A step that was released is never changed: a new one follows it.
enum Schema {
    /// "mpob": tells a store from any other SQLite file
    /// (https://www.sqlite.org/pragma.html#pragma_application_id).
    static let applicationID: Int64 = 0x6d70_6f62

    /// The schema version is the number of steps that a file has behind it (`PRAGMA user_version`).
    static let migrations = [first]

    private static let isState = oneOf(
        "state", ["accepted", "pulling", "running", "completing", "completed", "halted"])
    private static let isExceptionState = oneOf(
        "state",
        ["waiting", "sending", "reconciling", "held", "succeeded", "failed", "unknown"])
    private static let isClass = oneOf(
        "class", ["notSent", "notNow", "refused", "unknown", "exists", "done"])
    /// The condition of an index: a query must hold it, word by word, to use that.
    static let isActable = oneOf("state", ["failed", "held", "unknown"])

    /// Not `IN`: for more than two words SQLite fills a table in memory with them, anew for each
    /// record that is written, which is dearer than all the rest of the statement.
    private static func oneOf(_ column: String, _ words: [String]) -> String {
        "(" + words.map { "\(column) = '\($0)'" }.joined(separator: " OR ") + ")"
    }

    /// All times are milliseconds since 1970. Keys named `key` in tables of rows are
    /// invocation × 2³² + row (or batch number): neighbours on disk, and no second index.
    private static let first = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        -- The salt goes into the digests of bodies, of which ids show a part to others.
        INSERT INTO meta VALUES ('epoch', 0), ('salt_1', random()), ('salt_2', random());

        -- Filled and emptied again, to learn whether a disk that was full has room.
        CREATE TABLE room (bytes BLOB NOT NULL) STRICT;
        INSERT INTO room VALUES (x'');

        -- What peers said, and operators in their place, stands in columns of type ANY: as text,
        -- or, with a key, sealed as a blob. No record here says text; during `mpo-bridge rekey`
        -- there are two, and a `key_id` that is NULL is text again.
        CREATE TABLE sealing (
            role TEXT PRIMARY KEY CHECK (role IN ('current', 'next')),
            key_id TEXT,
            proof BLOB) STRICT, WITHOUT ROWID;

        -- A mapping is kept once, however many invocations run under it.
        CREATE TABLE mapping (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL) STRICT;

        -- What moves: written whole with each step, so it is narrow and has no index.
        CREATE TABLE invocation (
            key INTEGER PRIMARY KEY CHECK (key BETWEEN 1 AND 2147483647),
            state TEXT NOT NULL CHECK \(isState),
            epoch INTEGER NOT NULL,
            accepted_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            rows_announced INTEGER,
            rows_stored INTEGER NOT NULL,
            is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
            claimed_to INTEGER NOT NULL,
            settled_to INTEGER NOT NULL,
            reported_to INTEGER NOT NULL,
            succeeded INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            unknown INTEGER NOT NULL,
            reported INTEGER NOT NULL,
            reason ANY,
            -- The product acknowledged the completion: it is never told twice.
            is_notified INTEGER NOT NULL CHECK (is_notified IN (0, 1))) STRICT;

        -- What never changes. The id's index serves people and products who ask for one invocation,
        -- and the search for a repeated invoke: the first half of an id is of the body's digest. An
        -- index in the order of digests costs each invoke a page of its own, so there is but one.
        CREATE TABLE invoke (
            key INTEGER PRIMARY KEY REFERENCES invocation,
            id TEXT NOT NULL UNIQUE,
            app_id TEXT NOT NULL,
            install_id TEXT NOT NULL,
            instance_id TEXT NOT NULL,
            service_id TEXT NOT NULL,
            tenant_id TEXT NOT NULL,
            product_id TEXT NOT NULL,
            data_set_id TEXT NOT NULL,
            mapping INTEGER NOT NULL REFERENCES mapping,
            digest BLOB NOT NULL,
            head ANY NOT NULL) STRICT;

        -- The invocations that are not completed: what a start reads, however much history there
        -- is.
        CREATE TABLE unfinished (key INTEGER PRIMARY KEY REFERENCES invocation) STRICT;

        CREATE TABLE page (
            key INTEGER PRIMARY KEY,
            row_count INTEGER NOT NULL CHECK (row_count > 0),
            columns ANY,
            rows ANY NOT NULL) STRICT;

        CREATE TABLE call (
            key INTEGER PRIMARY KEY,
            row_count INTEGER NOT NULL CHECK (row_count > 0),
            sent_at INTEGER NOT NULL,
            milliseconds INTEGER NOT NULL,
            results ANY NOT NULL) STRICT;

        CREATE TABLE exception (
            key INTEGER PRIMARY KEY,
            state TEXT NOT NULL CHECK \(isExceptionState),
            attempt INTEGER NOT NULL CHECK (attempt >= 0),
            class TEXT CHECK \(isClass),
            reason ANY NOT NULL,
            at INTEGER NOT NULL,
            due_at INTEGER,
            result ANY) STRICT;
        -- What an operator can act on, in order of rows, however many others there are.
        CREATE INDEX exception_actable ON exception (state)
            WHERE \(isActable);

        -- Reported rows that an operator took up again: the product hears of them a second time.
        -- A row stands here until the batch with its new end is acknowledged.
        CREATE TABLE correction (key INTEGER PRIMARY KEY) STRICT;

        -- Attempts of a row are counted by `number`, since not every attempt is spent.
        CREATE TABLE attempt (
            key INTEGER NOT NULL,
            number INTEGER NOT NULL,
            attempt INTEGER NOT NULL CHECK (attempt >= 0),
            sent_at INTEGER NOT NULL,
            milliseconds INTEGER NOT NULL,
            class TEXT NOT NULL CHECK \(isClass),
            reason ANY NOT NULL,
            PRIMARY KEY (key, number)) STRICT, WITHOUT ROWID;

        -- `rows` such as 0-99,150 (both ends belong to it); row_end is one beyond the last;
        -- `corrected` counts those of them that an earlier batch held as well.
        CREATE TABLE batch (
            key INTEGER PRIMARY KEY,
            row_end INTEGER NOT NULL,
            sent_at INTEGER NOT NULL,
            milliseconds INTEGER NOT NULL,
            attempts INTEGER NOT NULL CHECK (attempts > 0),
            rows TEXT NOT NULL,
            corrected INTEGER NOT NULL) STRICT;

        -- The audit: what operators decided, and how far it has come. `place` and `last` are keys
        -- of rows: the act goes on behind the one and ends with the other.
        CREATE TABLE act (
            number INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            operator TEXT NOT NULL,
            verb TEXT NOT NULL CHECK (verb IN
                ('retry', 'resolve', 'resume', 'pause', 'unpause')),
            invocation TEXT,
            row INTEGER,
            state TEXT CHECK (state IN ('failed', 'held', 'unknown')),
            mapping TEXT,
            resolution TEXT CHECK (resolution IN ('succeeded', 'failed')),
            value ANY,
            rows_per_second REAL,
            rows INTEGER NOT NULL,
            skipped INTEGER NOT NULL,
            place INTEGER NOT NULL,
            last INTEGER NOT NULL,
            ended_at INTEGER,
            note TEXT NOT NULL) STRICT;
        CREATE INDEX act_open ON act (number) WHERE ended_at IS NULL;
        -- What was decided on one row, on one invocation, or on all.
        CREATE INDEX act_scope ON act (invocation, row);

        -- Mappings of which an operator lets no call leave.
        CREATE TABLE pause (
            mapping TEXT PRIMARY KEY,
            at INTEGER NOT NULL,
            operator TEXT NOT NULL,
            reason TEXT NOT NULL) STRICT, WITHOUT ROWID;

        -- For the eyes of an operator with sqlite3.
        CREATE VIEW invocations AS
            SELECT invocation.key, state, epoch, accepted_at, changed_at, rows_announced,
                rows_stored, is_whole, claimed_to, settled_to, reported_to, succeeded, failed,
                unknown, reported, iif(typeof(reason) = 'blob', '(sealed)', reason) AS reason,
                is_notified, id, tenant_id, instance_id, data_set_id, mapping.name AS mapping,
                datetime(accepted_at / 1000, 'unixepoch') AS accepted,
                datetime(changed_at / 1000, 'unixepoch') AS changed
            FROM invocation JOIN invoke USING (key) JOIN mapping ON mapping.number = mapping;
        CREATE VIEW exceptions AS
            SELECT invoke.id AS invocation, exception.key & 4294967295 AS row, state, attempt,
                class, iif(typeof(reason) = 'blob', '(sealed)', reason) AS reason,
                datetime(at / 1000, 'unixepoch') AS at,
                datetime(due_at / 1000, 'unixepoch') AS due
            FROM exception LEFT JOIN invoke ON invoke.key = exception.key >> 32;
        CREATE VIEW attempts AS
            SELECT invoke.id AS invocation, attempt.key & 4294967295 AS row, attempt,
                datetime(sent_at / 1000, 'unixepoch') AS sent, milliseconds, class,
                iif(typeof(reason) = 'blob', '(sealed)', reason) AS reason
            FROM attempt LEFT JOIN invoke ON invoke.key = attempt.key >> 32;
        CREATE VIEW calls AS
            SELECT invoke.id AS invocation, call.key & 4294967295 AS first_row, row_count,
                datetime(sent_at / 1000, 'unixepoch') AS sent, milliseconds
            FROM call LEFT JOIN invoke ON invoke.key = call.key >> 32;
        CREATE VIEW batches AS
            SELECT invoke.id AS invocation, batch.key & 4294967295 AS number, rows, corrected,
                datetime(sent_at / 1000, 'unixepoch') AS sent, milliseconds, attempts
            FROM batch LEFT JOIN invoke ON invoke.key = batch.key >> 32;
        CREATE VIEW acts AS
            SELECT number, datetime(at / 1000, 'unixepoch') AS at, operator, verb, invocation, row,
                state, mapping, resolution, rows_per_second, rows, skipped,
                datetime(ended_at / 1000, 'unixepoch') AS ended, note
            FROM act;
        """

    /// Brings a file up to date, each step in a transaction of its own.
    static func migrate(
        _ connection: borrowing Connection, steps: [String] = migrations
    ) throws(StoreError) {
        let found = try knownVersion(of: connection, steps: steps)
        for number in found..<steps.count {
            try connection.transaction(StoreError.init) { () throws(StoreError) in
                try stored { () throws(SQLiteError) in
                    try connection.execute(steps[number])
                    try connection.execute("PRAGMA user_version = \(number + 1)")
                    try connection.execute("PRAGMA application_id = \(applicationID)")
                }
            }
        }
    }

    /// The schema version of a store that this program knows; `newerSchema` for another one.
    static func knownVersion(
        of connection: borrowing Connection, steps: [String] = migrations
    ) throws(StoreError) -> Int {
        let found = try version(of: connection)
        guard found <= steps.count else {
            throw .newerSchema(found: found, known: steps.count)
        }
        return found
    }

    /// The schema version of a store, 0 for an empty file; throws for any other database.
    static func version(of connection: borrowing Connection) throws(StoreError) -> Int {
        let (application, version, objects) = try stored { () throws(SQLiteError) in
            (
                try connection.integer("PRAGMA application_id") ?? 0,
                try connection.integer("PRAGMA user_version") ?? 0,
                try connection.integer("SELECT count(*) FROM sqlite_schema") ?? 0
            )
        }
        if application == applicationID, version > 0 { return Int(version) }
        if application == 0, version == 0, objects == 0 { return 0 }
        throw .foreign("this SQLite database is not a store of mpo-bridge")
    }
}
