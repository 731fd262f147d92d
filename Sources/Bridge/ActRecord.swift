/// An act in the audit: what was decided, by whom, and how far it has come.
package struct ActRecord: Hashable, Sendable {
    /// From 1, growing, never used twice.
    package let number: Int64
    package let at: UnixTime
    package let operatorName: String
    package let verb: ActVerb
    package let scope: ActScope
    package let rowsPerSecond: Double?
    /// Rows (for `resume`: invocations) that were taken up.
    package var rows: Int
    /// Those that could not be; `note` says why the first of them was left.
    package var skipped: Int
    /// `nil` while the act is being worked off.
    package var endedAt: UnixTime?
    /// For people: of a pause or its end what the operator says, and otherwise the daemon's own
    /// words, which never hold a cell. It is logged, and not sealed.
    package var note: String

    package init(
        number: Int64, at: UnixTime, operatorName: String, verb: ActVerb, scope: ActScope,
        rowsPerSecond: Double?, rows: Int = 0, skipped: Int = 0, endedAt: UnixTime? = nil,
        note: String = ""
    ) {
        self.number = number
        self.at = at
        self.operatorName = operatorName
        self.verb = verb
        self.scope = scope
        self.rowsPerSecond = rowsPerSecond
        self.rows = rows
        self.skipped = skipped
        self.endedAt = endedAt
        self.note = note
    }
}
