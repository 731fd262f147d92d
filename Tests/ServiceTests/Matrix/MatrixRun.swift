import Bridge
import Service
import Store

/// Runs one cell to its end and says what was not as expected.
struct MatrixRun {
    let cell: MatrixCell

    /// - Returns: what is wrong with the cell, in one text with its log; none when all is well.
    func problems() async throws -> [String] {
        let world = try MatrixWorld(cell)
        var problems: [String] = []
        let status = try await world.send()
        if status != 200 { problems.append("the invoke was answered \(status)") }
        if cell.line.fault.connection.needsMending {
            if await !world.bridge.log.wait(for: failureEvent, failureMark) {
                problems.append("nothing failed")
            }
            world.faulty.mend()
        }
        if await !isOver(world) { problems.append("it does not end") }
        await world.close()
        problems += try findings(world)
        world.bridge.remove()
        if problems.isEmpty { return [] }
        let log = world.bridge.log.all.map { "    " + $0 }
        return [(["\(cell): " + problems.joined(separator: "; ")] + log).joined(separator: "\n")]
    }

    /// What the log tells when a call of this kind has failed.
    private var failureEvent: String {
        switch cell.call {
        case .call: "call-failed"
        case .lookUp: "task-looked-up"
        case .export: "pull-failed"
        case .import: "push-failed"
        case .completion: "completion-failed"
        }
    }

    private var failureMark: String { cell.call == .lookUp ? "finding=unclear" : "event" }

    private func isOver(_ world: MatrixWorld) async -> Bool {
        let log = world.bridge.log
        switch cell.expectation.end {
        case .halted: return await log.wait(for: "invocation-halted")
        case .mappingHalted: return await log.wait(for: "mapping-halted")
        case .waiting: return await log.wait(for: failureEvent, failureMark, count: 2)
        default: return await log.wait(for: "invocation-completed")
        }
    }

    private func findings(_ world: MatrixWorld) throws -> [String] {
        var problems: [String] = []
        let expected = cell.expectation
        let arrivals = world.faulty.begunCount
        let isAsked = cell.call == .lookUp
        // A question may be asked again at any time; how often is the machine's business.
        if isAsked
            ? arrivals < expected.arrivals.lowerBound : !expected.arrivals.contains(arrivals)
        {
            problems.append("\(arrivals) requests came, not \(expected.arrivals)")
        }
        problems += operationProblems(world)
        problems += logProblems(world.bridge.log)
        problems += rowProblems(try world.bridge.exceptions())
        return problems
    }

    /// An operation is seen once, unless the answer said that nothing was created.
    private func operationProblems(_ world: MatrixWorld) -> [String] {
        guard cell.call != .call else { return [] }
        let references = world.others.requests.filter { OutboundCall(path: $0.path) == .call }
            .flatMap(\.references)
        return references.count == Set(references).count ? [] : ["operations came twice"]
    }

    private func logProblems(_ log: CapturedLog) -> [String] {
        let (end, reason) = (cell.expectation.end, cell.expectation.reason)
        var needed: [(String, [String])] = []
        switch end {
        case .done:
            if let line = log.found(failureEvent).first { return ["it failed: \(line)"] }
        case .sentAgain(let outcome):
            needed.append(("call-failed", ["class=\(outcome.rawValue)", "attempt=1"]))
        case .failed: needed.append(("call-failed", ["class=refused"]))
        case .unknown where cell.call == .call, .repeated:
            needed.append(("call-failed", ["class=\(reason == "exists" ? reason : "unknown")"]))
        case .unknown: needed.append(("task-looked-up", ["finding=notFound"]))
        case .adopted: needed.append(("task-looked-up", ["finding=ended"]))
        case .mappingHalted: needed.append(("mapping-halted", []))
        case .halted: needed.append(("invocation-halted", []))
        case .triedAgain, .waiting: needed.append((failureEvent, []))
        }
        return needed.compactMap { event, texts in
            let lines = log.found(reasonEvent ?? event, (reasonEvent == nil ? texts : []))
            let isTold = lines.contains { $0.contains(reason) }
            let isThere = reasonEvent == nil || !log.found(event, texts).isEmpty
            return isTold && isThere ? nil : "no \(event) with \(texts) and \(reason)"
        }
    }

    /// The event that tells the reason where the one of the end does not.
    private var reasonEvent: String? {
        cell.call == .lookUp && !cell.expectation.reason.isEmpty ? "look-ups-failing" : nil
    }

    private func rowProblems(_ rows: [ExceptionRecord]) -> [String] {
        func expect(_ state: ExceptionState, attempt: Int) -> [String] {
            rows.contains { $0.state == state && $0.attempt == attempt }
                ? [] : ["no row is \(state) at attempt \(attempt): \(rows)"]
        }
        switch cell.expectation.end {
        case .done, .triedAgain, .halted:
            return rows.isEmpty ? [] : ["rows need attention: \(rows)"]
        case .sentAgain, .adopted: return expect(.succeeded, attempt: 1)
        case .repeated: return expect(.succeeded, attempt: 2)
        case .failed: return expect(.failed, attempt: 1)
        case .unknown:
            return expect(.unknown, attempt: cell.expectation.reason == "exists" ? 2 : 1)
        case .mappingHalted: return expect(.waiting, attempt: 0)
        case .waiting where cell.call == .call: return expect(.waiting, attempt: 0)
        case .waiting where cell.call == .lookUp: return expect(.reconciling, attempt: 1)
        case .waiting: return rows.isEmpty ? [] : ["rows need attention: \(rows)"]
        }
    }
}
