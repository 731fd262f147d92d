import Bridge

/// What follows once the records that it depends on are on disk.
enum SimulatedEffect {
    case send(call: Int)
    case freePlace(SimulatedPass)
    case rowsAreDurable(Int, RowRanges)
    case batchIsDurable(Int, RowRanges)
    case pageIsReadable(Int, to: Int)
    case pullEndIsDurable(Int)
    /// The invocation's last step is on disk: it may be forgotten.
    case ended(Int)

    /// `nil` when it says nothing of a particular one.
    var invocation: Int? {
        switch self {
        case .send, .freePlace: nil
        case .rowsAreDurable(let number, _), .batchIsDurable(let number, _),
            .pageIsReadable(let number, _), .pullEndIsDurable(let number), .ended(let number):
            number
        }
    }
}

/// One transaction of the simulated store, and what waits for it.
struct SimulatedUnit {
    struct Step {
        let invocation: Int
        var changes: [SimulatedRecords.Change] = []
        /// Taken when the unit leaves for the disk.
        var progress: Progress?
    }

    private(set) var steps: [Step] = []
    var effects: [SimulatedEffect] = []

    var isEmpty: Bool { steps.isEmpty && effects.isEmpty }

    /// Adds to what will be written for an invocation; its progress is written in any case.
    mutating func record(_ invocation: Int, _ change: SimulatedRecords.Change? = nil) {
        var place = steps.firstIndex { $0.invocation == invocation }
        if place == nil {
            steps.append(Step(invocation: invocation))
            place = steps.count - 1
        }
        if let place, let change { steps[place].changes.append(change) }
    }

    /// Takes in what happened later.
    mutating func join(_ later: SimulatedUnit) {
        for step in later.steps {
            if let place = steps.firstIndex(where: { $0.invocation == step.invocation }) {
                steps[place].changes += step.changes
                steps[place].progress = step.progress
            } else {
                steps.append(step)
            }
        }
        effects += later.effects
    }

    /// Whether it says anything new of an invocation's rows, their reports aside.
    func changesRows(of number: Int) -> Bool {
        steps.contains { step in
            guard step.invocation == number else { return false }
            return step.changes.contains { change in
                switch change {
                case .page, .batch: false
                case .call, .exception, .reopening, .correction: true
                }
            } || (step.progress?.state.isOpen == false)
        }
    }

    /// Whether an operator's decision is in it.
    var isAct: Bool {
        steps.contains { step in
            step.changes.contains { if case .reopening = $0 { true } else { false } }
        }
    }

    /// Whether it holds something of an invocation.
    func concerns(_ number: Int) -> Bool {
        steps.contains { $0.invocation == number } || effects.contains { $0.invocation == number }
    }

    /// - Parameter progress: how far an invocation is now.
    mutating func complete(_ progress: (Int) -> Progress?) {
        for place in steps.indices { steps[place].progress = progress(steps[place].invocation) }
    }
}
