/// How long an answer may be in coming, counted from when its request has left whole.
///
/// libcurl limits connecting and the whole, and nothing in between. What it knows of the first byte
/// (`CURLINFO_STARTTRANSFER_TIME`) is, before 8.3, the beginning of a larger upload instead. So the
/// moment is noted when a request may begin, and looked at only when it is nearly too late.
struct AnswerDelay {
    private let limit: Duration?
    /// When the request began to leave, or was last seen to be on its way still.
    private var since: ContinuousClock.Instant?
    /// It was seen on its way at a time when it could have been answered.
    private var isSlow = false
    private var isSent = false

    /// - Parameter limit: `nil` for none.
    init(max limit: Duration? = nil) { self.limit = limit }

    /// The connection is there, and the request begins to leave.
    mutating func began() {
        guard limit != nil else { return }
        since = .now
        isSlow = false
        isSent = false
    }

    /// When the answer must have begun, or when to ask again; `nil`: there is no limit.
    ///
    /// A request that needs long to leave has the whole limit from when that was first seen to be
    /// over, so that it is never cut too early.
    mutating func due(isSent isSentNow: Bool, now: ContinuousClock.Instant)
        -> ContinuousClock.Instant?
    {
        guard let limit else { return nil }
        // Still on its way to a connection, for which libcurl has a limit of its own.
        guard let began = since else { return now.advanced(by: limit) }
        if !isSent {
            isSent = isSentNow
            if !isSentNow || isSlow { since = now }
            isSlow = !isSentNow
        }
        return (since ?? began).advanced(by: limit)
    }
}
