import Bridge
import Store

/// What follows once the records that it depends on are on disk.
enum Effect {
    /// The intent is committed: the call may leave.
    case send(tag: UInt64)
    /// A claim of which nothing could be sent is committed: its place is free.
    case freePlace(CallPass)
    /// The outcomes of these rows are committed: they may be reported.
    case rowsAreDurable(InvocationKey, RowRanges)
    /// The record of an acknowledged batch is committed: the end may follow.
    case batchIsDurable(InvocationKey, rowCount: Int)
    /// A page is committed: its rows may be claimed.
    case pageIsReadable(InvocationKey, to: Int)
    /// That no further page will come is committed: the end may follow.
    case pullEndIsDurable(InvocationKey)
    /// The invocation's last step is committed: it may be forgotten.
    case ended(InvocationKey)
    /// A step of an act is committed: whoever asked for it may be told.
    case acted(ActRecord)
}

/// The records of the turns since the last unit was handed to the store. One unit is under way at a
/// time, so the records reach the disk in the order in which they were decided. Whatever comes up
/// meanwhile joins it, or shares the next commit where the store has begun with it.
struct Outbox {
    private var steps: [InvocationStep] = []
    /// Whose steps they are.
    private var movers: [OpenInvocation] = []
    private var acts: [StoredAct] = []
    private var effects: [Effect] = []

    var isEmpty: Bool { steps.isEmpty && effects.isEmpty && acts.isEmpty }

    /// Adds to what will be written for an invocation; its progress is written in any case.
    ///
    /// - Parameter unit: counts the units: another one after each `take`.
    mutating func add(
        to invocation: OpenInvocation, in unit: Int, at wall: UnixTime,
        _ change: (inout InvocationStep) -> Void
    ) {
        if invocation.step.unit != unit {
            invocation.stepBefore = invocation.step
            invocation.step = StepPlace(unit: unit, position: steps.count)
            steps.append(InvocationStep(key: invocation.key, at: wall))
            movers.append(invocation)
        }
        change(&steps[invocation.step.position])
    }

    /// Adds an act as it stands after this turn's step, which shares its transaction.
    mutating func add(_ act: StoredAct) {
        acts.append(act)
        effects.append(.acted(act.record))
    }

    mutating func after(_ effect: Effect) { effects.append(effect) }

    /// Takes everything; `complete` adds how far each invocation is at this moment.
    mutating func take(
        complete: (inout InvocationStep, OpenInvocation) -> Void
    ) -> GatheredUnit {
        for index in steps.indices { complete(&steps[index], movers[index]) }
        defer { clear() }
        return GatheredUnit(unit: StoreUnit(steps: steps, acts: acts), effects: effects)
    }

    /// Takes everything, as `take` does, into the unit before, with which the store has not begun.
    ///
    /// - Parameter number: that unit's.
    mutating func join(
        _ before: inout GatheredUnit, number: Int,
        complete: (inout InvocationStep, OpenInvocation) -> Void
    ) {
        for (index, invocation) in movers.enumerated() {
            complete(&steps[index], invocation)
            if invocation.stepBefore.unit == number {
                invocation.step = invocation.stepBefore
                before.unit.steps[invocation.step.position].append(steps[index])
            } else {
                invocation.step = StepPlace(unit: number, position: before.unit.steps.count)
                before.unit.steps.append(steps[index])
            }
        }
        before.unit.acts += acts
        before.effects += effects
        clear()
    }

    private mutating func clear() {
        steps.removeAll(keepingCapacity: true)
        movers.removeAll(keepingCapacity: true)
        acts.removeAll(keepingCapacity: true)
        effects.removeAll(keepingCapacity: true)
    }
}
