internal import Bridge
internal import SQLite
internal import Synchronization

/// The one connection that writes. Lives on the store's thread.
final class Writer {
    let connection: Connection
    let intake: IntakeStatements
    let records: RecordStatements
    let deletions: DeletionStatements
    let epoch: Int64
    let lastSeen: UnixTime?
    let salt: [UInt8]
    let options: StoreOptions
    let counts = Counts()
    /// `nil` for values that lie open.
    let vault: Vault?
    // The last to go: freed only when the connection is closed.
    private let lock: FileLock

    /// The key of the next invocation.
    var nextKey: Int64
    /// The numbers of the mappings met so far: a handful, however many invocations run under them.
    var mappings: [(mapping: NewInvocation.KeptMapping, number: Int64)] = []
    /// What became of the accepted invokes of the group, in their order.
    private var acceptances: [Acceptance] = []
    var retentions: [Retention] = []
    /// Who asked whether there is room.
    var probes: [@Sendable (Result<Void, StoreError>) -> Void] = []
    private var pace: Pace
    /// The length of the log, in pages, at the last checkpoint.
    var checkpointedAt = 0

    init(
        connection: consuming Connection, options: StoreOptions, lock: consuming FileLock,
        epoch: Int64, lastSeen: UnixTime?, salt: [UInt8]
    ) throws(SQLiteError) {
        nextKey = try connection.integer("SELECT coalesce(max(key), 0) + 1 FROM invocation") ?? 1
        intake = try IntakeStatements(on: connection)
        records = try RecordStatements(on: connection)
        deletions = try DeletionStatements(on: connection)
        self.connection = connection
        self.options = options
        self.lock = lock
        self.epoch = epoch
        self.lastSeen = lastSeen
        self.salt = salt
        vault = options.key.map { Vault($0) }
        pace = Pace(options)
    }

    /// Until the inbox is closed and empty, or the store is dead.
    func run(_ inbox: Inbox) {
        var group: [Inbox.Entry] = []
        while !retentions.isEmpty || inbox.wait() {
            let isOpen = inbox.take(into: &group)
            // What it woke for may have been taken back meanwhile.
            guard !group.isEmpty || !retentions.isEmpty else { continue }
            pace.begin()
            do throws(StoreError) {
                try commit(group[...])
                group.removeAll(keepingCapacity: true)
                // A retention may last long, and can go on after the next start.
                if !isOpen { giveUpRetentions(.stopped) }
                try probeRoom()
                try deleteSome()
                try checkpointIfDue()
            } catch {
                return die(of: error, inbox)
            }
            // Before it asks what waits: whoever comes meanwhile finds it awake, and need not wake
            // it.
            pace.rest()
        }
        StoreCrashPoint.reached(.storeStopping)
        // A log that stays is no harm: the next opening reads it.
        try? connection.checkpoint(.truncate)
        StoreCrashPoint.reached(.storeStopped)
    }

    /// The disk or the file failed: nothing is taken or tried any more, and everybody hears of it.
    private func die(of error: StoreError, _ inbox: Inbox) {
        inbox.close(error)
        giveUpRetentions(error)
        var rest: [Inbox.Entry] = []
        _ = inbox.take(into: &rest)
        for entry in rest { entry.refuse(error) }
    }

    /// Commits entries in one transaction and tells each what became of it. Throws only fatal
    /// errors, and these too were told.
    private func commit(_ group: ArraySlice<Inbox.Entry>) throws(StoreError) {
        guard !group.isEmpty else { return }
        let begunAt = ContinuousClock.now
        do throws(StoreError) {
            try execute(group)
        } catch {
            // One of several failed, and the others must not pay for it: each on its own. A lock
            // that another program holds fails them all, and it is enough to wait for it once.
            if group.count > 1, !error.isFatal, error.label != "busy" {
                return try commitOneByOne(group)
            }
            for entry in group { entry.refuse(error) }
            if error.isFatal { throw error }
            return
        }
        counts.commits.add(1, ordering: .relaxed)
        options.onCommit(begunAt.duration(to: .now))
        StoreCrashPoint.reached(acceptances.isEmpty ? .unitCommitted : .acceptCommitted)
        tell(group)
    }

    private func commitOneByOne(_ group: ArraySlice<Inbox.Entry>) throws(StoreError) {
        for index in group.indices {
            do throws(StoreError) {
                try commit(group[index...index])
            } catch {
                for entry in group[(index + 1)...] { entry.refuse(error) }
                throw error
            }
        }
    }

    /// One transaction. After an error nothing of it is left, here as well as on the disk.
    private func execute(_ group: ArraySlice<Inbox.Entry>) throws(StoreError) {
        acceptances.removeAll(keepingCapacity: true)
        let (firstKey, knownMappings) = (nextKey, mappings.count)
        do throws(StoreError) {
            try connection.transaction(StoreError.init) { () throws(StoreError) in
                for entry in group {
                    switch entry {
                    case .accept(let new, _): acceptances.append(try accept(new))
                    case .write(let unit, _): try write(unit)
                    case .delete, .probe, .beat: break
                    }
                }
                StoreCrashPoint.reached(acceptances.isEmpty ? .unitWritten : .acceptWritten)
            }
        } catch {
            nextKey = firstKey
            mappings.removeLast(mappings.count - knownMappings)
            throw error
        }
    }

    private func tell(_ group: ArraySlice<Inbox.Entry>) {
        var accepted = acceptances.makeIterator()
        for entry in group {
            switch entry {
            case .accept(_, let done):
                guard let acceptance = accepted.next() else { preconditionFailure() }
                done(.success(acceptance))
            case .write(_, let done): done(.success(()))
            case .delete(let retention): retentions.append(retention)
            case .probe(let done): probes.append(done)
            case .beat(let done): done()
            }
        }
    }
}
