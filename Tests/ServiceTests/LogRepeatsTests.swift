import Bridge
import Service
import Testing

@Suite struct `A log line that repeats` {
    private let recorded = RecordedLog()
    private let limit = RepeatLimit(troublesMax: 3, routinesMax: 5, window: .seconds(10))

    @Test func `is counted instead of written, and the count is told with the next one`() {
        let log = recorded.log(isJournal: true, limit: limit)
        for _ in 0..<10 { log.tokenRefused(reason: "expired") }
        #expect(recorded.take().count == 3)
        recorded.advance(by: .seconds(12))
        log.tokenRefused(reason: "expired")
        #expect(
            recorded.take() == [
                "<4>event=token-refused level=warning repeated=7 key=expired milliseconds=12000",
                "<4>event=token-refused level=warning reason=expired",
            ])
        log.tellRepeats(all: true)
        #expect(recorded.take().isEmpty)
    }

    @Test func `is told when its window is over though no other follows`() {
        let log = recorded.log(isJournal: true, limit: limit)
        for _ in 0..<4 { log.storeRefused(label: "full", attempt: 1) }
        log.tellRepeats()
        #expect(recorded.take().count == 3)
        recorded.advance(by: .seconds(10))
        log.tellRepeats()
        log.tellRepeats()
        #expect(
            recorded.take() == [
                "<3>event=store-refused level=error repeated=1 key=full milliseconds=10000"
            ])
    }

    @Test func `is told at the end of the process`() {
        let log = recorded.log(isJournal: true, limit: limit)
        for _ in 0..<5 { log.tokenRefused(reason: "expired") }
        _ = recorded.take()
        log.tellRepeats(all: true)
        #expect(recorded.take().count == 1)
    }

    @Test func `does not hold back another reason or another event`() {
        let log = recorded.log(limit: limit)
        for _ in 0..<10 {
            log.tokenRefused(reason: "expired")
            log.tokenRefused(reason: "bad signature")
            log.storeRefused(label: "full", attempt: 1)
        }
        #expect(recorded.take().count == 9)
    }

    @Test func `may come more often when it is routine, and always when debugging`() throws {
        let log = recorded.log(level: .debug, limit: limit)
        let id = try #require(InvocationID("0f8fad5b-d9cb-469f-a165-70867728950e"))
        for batch in 0..<10 {
            log.invokeRepeated(id)
            log.batchPushed(id, batch: batch, rows: 1, duration: .zero)
        }
        let lines = recorded.take()
        #expect(lines.count { $0.contains("invoke-repeated") } == 5)
        #expect(lines.count { $0.contains("batch-pushed") } == 10)
    }

    @Test func `of endless reasons shares one count`() {
        let log = recorded.log(limit: limit)
        for number in 0..<5_000 { log.tokenRefused(reason: "reason \(number)") }
        #expect(recorded.take().count == 1_003)
        log.tellRepeats(all: true)
        #expect(recorded.take().first?.contains("repeated=3997") == true)
    }

    @Test func `of a known reason has its own count, however many others came since`() {
        let log = recorded.log(limit: limit)
        for number in 0..<5_000 { log.tokenRefused(reason: "reason \(number)") }
        _ = recorded.take()
        log.tokenRefused(reason: "reason 7")
        #expect(recorded.take().count == 1)
        log.tokenRefused(reason: "reason 4500")
        #expect(recorded.take().isEmpty)
    }

    @Test func `comes whole from many threads at once`() async {
        let log = recorded.log(limit: RepeatLimit(troublesMax: 10_000))
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for _ in 0..<100 { log.invokeRefused(status: 400, reason: "task \(task)") }
                }
            }
        }
        #expect(recorded.take().count == 800)
    }
}
