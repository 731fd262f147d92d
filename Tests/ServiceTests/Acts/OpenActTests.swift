import Bridge
import Store
import Testing

@testable import Service

@Suite struct `An act with as many rows ahead as there may be` {
    @Test func `looks again less and less often while they do not move`() {
        let record = ActRecord(
            number: 1, at: UnixTime(seconds: 0), operatorName: "anna", verb: .retry,
            scope: ActScope(), rowsPerSecond: nil)
        let act = OpenAct(
            StoredAct(
                record: record, resolution: nil, place: nil, last: RowPlace(InvocationKey(1), 0)),
            isNew: true, now: MonotonicTime(nanoseconds: 0))
        let (often, seldom) = (
            Acts.queuePollIntervals.lowerBound, Acts.queuePollIntervals.upperBound
        )
        #expect(act.poll(ahead: 1_000) == often)
        #expect(act.poll(ahead: 1_000) == often * 2)
        for _ in 0..<10 { _ = act.poll(ahead: 1_000) }
        #expect(act.poll(ahead: 1_000) == seldom)
        #expect(act.poll(ahead: 1_001) == often)
    }
}
