/// What an export does instead of answering with the rows that were asked for.
enum PageFault: String, CaseIterable {
    case none
    /// No answer, or one that says "later".
    case unavailable
    /// For good.
    case refused
    /// Fewer rows than were asked for.
    case short
    /// The whole data set, whatever was asked for.
    case ignoresLimit
    /// Its first rows again, whatever was asked for.
    case repeats
    /// Rows have come since.
    case grows
    /// Rows have gone since.
    case shrinks
    /// No rows although there are some.
    case endsEarly
    /// More bytes than are taken.
    case tooLarge
    /// Text that is no page.
    case unreadable
}
