import Bridge

/// A place that a simulation worth its time has been at.
enum Landmark: Hashable {
    case call(CallFault)
    case outcome(OutcomeClass, Decision)
    /// Sent as often as an idempotent process may be.
    case attemptsSpent
    case lookUp(Decision.Finding, Decision)
    case page(PageFault)
    case pageIsRefused
    case rowsAreMissing
    case batch(PushFault)
    case completion(PushFault)
    case halted(InvocationMachine.ErrandKind)
    case row(ExceptionState)
    case invocation(InvocationState)
    case crash(CrashPlace)
    /// A row in this state was taken up by a new process.
    case restored(ExceptionState)
    case interrupted(Decision)
    case disk(DiskEvent)
    case gate(GateEvent)
    case lookUpsTakenAway
    /// It gave up its place, and what it remembered.
    case rested(hasMemory: Bool)
    case act(ActEvent)

    /// Where a process can die.
    enum CrashPlace: String, CaseIterable {
        case idle, beforeCommit, withinCommit, betweenCommitAndEffect, betweenEffects, diskFull
        case callUnderWay, lookUpUnderWay, pageUnderWay, batchUnderWay, completionUnderWay
        case invokeNotHeard, whileHalted, restarting
    }

    enum DiskEvent: String, CaseIterable {
        case written, full, sharedByInvocations, joined
    }

    enum GateEvent: String, CaseIterable {
        case closedForTarget, closedForMapping, closedForLookUps, closedForHost
        case paused, slow, recovered, asked, closedByRate
    }

    enum ActEvent: String, CaseIterable {
        case resumed, released, reopened, corrected, completedReopened, busy, crashedBefore
        case retried, resolvedAsSucceeded, resolvedAsFailed
    }

    /// All that there are, but for what the rules rule out.
    static let all: Set<Landmark> = {
        var all: [Landmark] = [
            .attemptsSpent, .pageIsRefused, .rowsAreMissing, .halted(.pull), .halted(.push),
            .halted(.completion), .lookUpsTakenAway,
            .rested(hasMemory: false), .rested(hasMemory: true),
            // A refusal that every row would meet.
            .outcome(.refused, .sendAgain(spendsAttempt: false)),
        ]
        all += CallFault.allCases.map { .call($0) }
        all += PageFault.allCases.map { .page($0) }
        all += PushFault.allCases.flatMap { [.batch($0), .completion($0)] }
        all += ExceptionState.allCases.map { .row($0) }
        all += ExceptionState.allCases.map { .restored($0) }
        all += InvocationState.allCases.map { .invocation($0) }
        all += CrashPlace.allCases.map { .crash($0) }
        all += DiskEvent.allCases.map { .disk($0) }
        all += GateEvent.allCases.map { .gate($0) }
        all += ActEvent.allCases.map { .act($0) }
        for policy in UnknownPolicy.allCases {
            for isSurelyThere in [false, true] {
                for attempt in 1...2 {
                    all += OutcomeClass.allCases.flatMap { outcome in
                        [false, true].map {
                            .outcome(
                                outcome,
                                .after(
                                    outcome, onUnknown: policy, taskSurelyExists: isSurelyThere,
                                    attempt: attempt, canLookUp: $0))
                        }
                    }
                }
                all += Decision.Finding.allCases.flatMap { finding in
                    [false, true].map {
                        .lookUp(
                            finding,
                            .afterLookUp(
                                finding, onUnknown: policy, taskSurelyExists: isSurelyThere,
                                attempt: 1, isOverdue: $0))
                    }
                }
                all += [false, true].map {
                    .interrupted(
                        .after(
                            .unknown, onUnknown: policy, taskSurelyExists: isSurelyThere,
                            canLookUp: $0))
                }
            }
        }
        return Set(all)
    }()
}
