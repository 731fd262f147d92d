import Bridge
import Store
import Testing

@testable import Service

@Suite struct `The tries of a row` {
    private let moment = UnixTime(seconds: 1_800_000_000)

    private func record(_ attempt: Int, _ outcome: OutcomeClass) -> AttemptRecord {
        AttemptRecord(
            row: 3, attempt: attempt, sentAt: moment, milliseconds: 5, class: outcome,
            reason: "because")
    }

    private func exception(
        _ state: ExceptionState, _ attempt: Int, _ outcome: OutcomeClass?
    ) -> ExceptionRecord {
        ExceptionRecord(
            row: 3, state: state, attempt: attempt, class: outcome, reason: "", at: moment,
            dueAt: nil, result: nil)
    }

    /// Each as its number, its attempt and its class, `-` while it is under way, `cut` when it was
    /// cut off.
    private func told(
        _ records: [AttemptRecord], _ exception: ExceptionRecord?, call: CallRecord? = nil,
        _ state: RowState? = nil
    ) -> [String] {
        RowTry.all(
            records, exception: exception, call: call,
            state: state ?? exception.map { RowState($0.state) } ?? .succeeded
        ).map {
            "\($0.number): \($0.attempt) " + ($0.isCutOff ? "cut" : $0.class?.rawValue ?? "-")
        }
    }

    @Test func `have each a number of their own, whether they spent an attempt or not`() {
        let records = [record(1, .notNow), record(1, .notSent), record(1, .refused)]
        #expect(
            told(records, exception(.failed, 1, .refused))
                == ["1: 1 notNow", "2: 1 notSent", "3: 1 refused"])
        #expect(
            told(records + [record(1, .done)], exception(.succeeded, 1, .done)).last == "4: 1 done")
    }

    @Test func `are one where the first succeeded, and none where nothing was sent`() {
        let call = CallRecord(
            firstRow: 0, rowCount: 9, sentAt: moment, milliseconds: 7, results: [])
        #expect(told([], nil, call: call) == ["1: 1 done"])
        #expect(told([], nil, .queued) == [])
        #expect(told([], exception(.failed, 1, nil)) == [])
        #expect(exception(.failed, 1, nil).attemptsSpent == 0)
        #expect(exception(.failed, 1, .refused).attemptsSpent == 1)
        #expect(exception(.sending, 2, nil).attemptsSpent == 2)
    }

    @Test func `include one that was cut off, whatever came of the row since`() {
        #expect(told([], exception(.unknown, 1, .unknown)) == ["1: 1 cut"])
        #expect(told([], exception(.reconciling, 1, .unknown)) == ["1: 1 cut"])
        #expect(told([], exception(.waiting, 1, .unknown)) == ["1: 1 cut"])
        #expect(told([], exception(.failed, 1, .unknown)) == ["1: 1 cut"])
        // Looked up and found: there is no further record.
        #expect(told([], exception(.succeeded, 1, .done)) == ["1: 1 cut"])
        #expect(
            told([record(2, .done)], exception(.succeeded, 2, .done)) == ["1: 1 cut", "2: 2 done"])
        #expect(
            told([record(1, .notNow)], exception(.held, 1, .unknown))
                == ["1: 1 notNow", "2: 1 cut"])
        #expect(
            told([record(1, .unknown)], exception(.unknown, 2, .unknown))
                == ["1: 1 unknown", "2: 2 cut"])
    }

    @Test func `never include one that there was not`() {
        #expect(told([record(1, .unknown)], exception(.held, 1, .unknown)) == ["1: 1 unknown"])
        #expect(told([record(1, .exists)], exception(.succeeded, 1, .done)) == ["1: 1 exists"])
        #expect(told([record(1, .notNow)], exception(.waiting, 0, .notNow)) == ["1: 1 notNow"])
        #expect(told([record(1, .refused)], exception(.waiting, 0, .refused)) == ["1: 1 refused"])
        #expect(
            told(
                [record(1, .unknown), record(2, .refused)], exception(.unknown, 2, .refused))
                == ["1: 1 unknown", "2: 2 refused"])
    }

    @Test func `end with the one that is under way`() {
        #expect(told([], nil, .sending) == ["1: 1 -"])
        #expect(
            told([record(1, .unknown)], exception(.sending, 2, nil)) == ["1: 1 unknown", "2: 2 -"])
        #expect(told([], exception(.sending, 2, nil)) == ["1: 1 cut", "2: 2 -"])
    }
}
