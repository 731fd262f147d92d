/// What an owner may choose; the defaults are what measurements spoke for.
package struct StoreOptions: Sendable {
    /// Units that may wait for the writer; one more is refused with `overloaded`.
    package var unitsWaitingMax = 4_096
    /// Invokes that may wait for the writer; counted apart, so that a flood of them never takes
    /// the engine's place.
    package var acceptsWaitingMax = 4_096
    /// How long another program's write lock is waited for.
    package var busyTimeout: Duration = .seconds(10)
    /// The least time from one commit to the next. A commit costs tens of microseconds, so under
    /// load fewer and larger ones are cheaper; an invoke that comes to an idle store never waits.
    package var commitIntervalMin: Duration = .milliseconds(1)
    /// The most pages the file may have; `nil` for no bound but the disk's. For tests of a full
    /// disk.
    package var pagesMax: Int?
    /// Records that one step of a retention deletes, at most.
    package var retentionStepRecordsMax = 64
    /// What must fit before a disk counts as no longer full: as much as a middling invoke brings.
    package var roomProbeBytes = 1 << 20
    /// The size of a new file's pages. Half of it and twice as much are each 10 to 20 % dearer, for
    /// single rows as for data sets of a thousand.
    package var pageBytes = 4_096
    /// Memory for pages, of the writer and of each reader. Four times as much saves the writer
    /// nothing worth measuring, and a reader has to forget its pages with each commit.
    package var cacheKibibytes = 512
    /// Pages in the write-ahead log at which they are moved into the file. More save no CPU worth
    /// measuring, and make the pause longer in which nothing is committed.
    package var checkpointFrames = 1_000

    /// Hears how long each commit took, on the store's thread; it may not wait.
    package var onCommit: @Sendable (Duration) -> Void = { _ in }

    /// Seals what peers and operators said; `nil` leaves it open to whoever may read the file.
    package var key: StoreKey?

    package init() {}
}
