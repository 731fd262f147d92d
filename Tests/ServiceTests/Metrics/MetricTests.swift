import Bridge
import Testing

@testable import Service

@Suite struct `A metric` {
    private func text(_ write: (inout MetricText) -> Void) -> [String] {
        var text = MetricText()
        write(&text)
        return String(decoding: text.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func `of durations counts each in the buckets that it fits into`() {
        let histogram = Histogram(.commits)
        for milliseconds in [0, 1, 2, 60, 5_000] { histogram.observe(.milliseconds(milliseconds)) }
        histogram.observe(.microseconds(100))
        let lines = text { $0.histogram("x_seconds", "Times.", histogram) }
        #expect(lines.first == "# HELP x_seconds Times.")
        #expect(lines.contains("# TYPE x_seconds histogram"))
        #expect(lines.contains(#"x_seconds_bucket{le="0.0001"} 2"#))
        #expect(lines.contains(#"x_seconds_bucket{le="0.0005"} 2"#))
        #expect(lines.contains(#"x_seconds_bucket{le="0.001"} 3"#))
        #expect(lines.contains(#"x_seconds_bucket{le="0.0025"} 4"#))
        #expect(lines.contains(#"x_seconds_bucket{le="0.1"} 5"#))
        #expect(lines.contains(#"x_seconds_bucket{le="1"} 5"#))
        #expect(lines.contains(#"x_seconds_bucket{le="+Inf"} 6"#))
        #expect(lines.contains("x_seconds_count 6"))
        #expect(lines.contains("x_seconds_sum 5.0631"))
    }

    @Test(arguments: [Histogram.Bounds.commits, .calls, .invocations])
    func `of durations has bounds in order`(bounds: Histogram.Bounds) {
        let numbers = bounds.microseconds
        #expect(numbers.count >= 10)
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func `writes a label whatever its value holds`() {
        #expect(MetricText.label("name", "plain") == #"name="plain""#)
        #expect(
            MetricText.label("name", "a \"b\" \\ c\nd\r\n") == #"name="a \"b\" \\ c\nd"#
                + "\r" + #"\n""#)
    }

    @Test func `of mappings has a bounded number of series`() {
        let table = MappingTable()
        for number in 0..<1_000 { table.counters(of: "mapping-\(number)").rows.add(.succeeded) }
        let all = table.all
        #expect(all.count == MappingTable.mappingsMax + 1)
        #expect(all.first?.name == "mapping-0")
        let others = all.first { $0.name == MappingTable.othersName }
        let count = others?.rows.all.map(\.value).reduce(0, +)
        #expect(count == 1_000 - MappingTable.mappingsMax)
        #expect(table.counters(of: "mapping-7") === all[7])
    }

    @Test func `of rows counts them by mapping, and takes them out of the queue`() {
        let metrics = Metrics()
        metrics.queue(5)
        metrics.settled(.failed, 3, metrics.mappings.counters(of: "offer"))
        let lines = String(decoding: metrics.text(), as: UTF8.self).split(separator: "\n")
        #expect(lines.contains(#"mpo_bridge_rows_total{mapping="offer",status="failed"} 3"#))
        #expect(lines.contains("mpo_bridge_rows_queued 2"))
    }

    @Test func `of a section that was added is exported with the others`() {
        struct Section: MetricSection {
            func write(to text: inout MetricText) { text.gauge("x", "An x.", 5) }
        }
        let metrics = Metrics()
        metrics.add(Section())
        let text = String(decoding: metrics.text(), as: UTF8.self)
        #expect(text.hasSuffix("# HELP x An x.\n# TYPE x gauge\nx 5\n"))
    }

    @Test func `of the oldest invocations tells an age, and never a negative one`() {
        let metrics = Metrics()
        metrics.saw(
            [.running: UnixTime(seconds: 100), .halted: UnixTime(seconds: 400)],
            at: UnixTime(seconds: 220))
        let text = String(decoding: metrics.text(), as: UTF8.self)
        #expect(text.contains("mpo_bridge_invocation_age_seconds_max{state=\"running\"} 120\n"))
        #expect(text.contains("mpo_bridge_invocation_age_seconds_max{state=\"halted\"} 0\n"))
    }
}

@Suite struct `The readiness` {
    @Test func `names everything that stands in the way`() {
        let metrics = Metrics()
        let isListening = Flag()
        let isStopping = Flag()
        let readiness = Readiness(
            isListening: isListening, isStopping: isStopping, metrics: metrics,
            queuedRowsMax: { 10 })
        #expect(readiness.problems == ["the listeners are not up yet"])
        isListening.set()
        #expect(readiness.problems.isEmpty)
        metrics.queue(10)
        metrics.storeStuck(true)
        isStopping.set()
        #expect(
            readiness.problems == [
                "the daemon is stopping",
                "the store takes nothing: its disk is full, or written to by others",
                "10 rows are queued, and store.queuedRowsMax is 10",
            ])
    }
}
