/// Giving up a place: an invocation that only waits is forgotten but for what the store does not
/// know, and taken up again from the store when its time has come.
extension InvocationMachine {
    /// What the store does not know and must not start over: how often calls to the product have
    /// failed, what was learned about its pages, and how old a partial batch is.
    package struct Memory: Hashable, Sendable {
        let pull: Errand
        let push: Errand
        let completion: Errand
        let pullLimit: Int
        let unreadableSince: MonotonicTime?
        let reportableSince: MonotonicTime?
    }

    /// Everything else is on disk, nothing is under way, and no record of it is still on its way:
    /// `restore` would find it as it is.
    package var isAtRest: Bool {
        isIdle && durable == progress.settled && reportedDurable == progress.reported
            && readableTo == progress.rowsStored && isPullEndDurable
    }

    /// When the first and the last look-up are due; `nil` when there is none.
    package var lookUpsDue: ClosedRange<MonotonicTime>? {
        guard let first = lookUps.first, let last = lookUps.elements.max() else { return nil }
        return first.dueAt...last.dueAt
    }

    /// `nil` when there is nothing to remember.
    package var memory: Memory? {
        let isOrdinary =
            pull == Errand() && push == Errand() && completion == Errand()
            && pullLimit == plan.pullPageMax && unreadableSince == nil && reportableSince == nil
        guard !isOrdinary else { return nil }
        return Memory(
            pull: pull, push: push, completion: completion, pullLimit: pullLimit,
            unreadableSince: unreadableSince, reportableSince: reportableSince)
    }

    /// After `restore`, for an invocation that gave up its place.
    package mutating func recall(_ memory: Memory) {
        pull = memory.pull
        push = memory.push
        completion = memory.completion
        pullLimit = memory.pullLimit
        unreadableSince = memory.unreadableSince
        // A partial batch has its age, and is not kept back anew at every return.
        if !reportable.isEmpty { reportableSince = memory.reportableSince ?? reportableSince }
    }
}
