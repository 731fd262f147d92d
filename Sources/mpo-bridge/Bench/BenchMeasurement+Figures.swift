extension BenchMeasurement {
    /// The measured numbers beside the targets of the design (section 12).
    var figures: [BenchFigure] {
        speed + bounds + [
            BenchFigure("rows lost", Double(lost), .count, .atMost(0)),
            BenchFigure("tasks created twice", Double(createdTwice), .count, .atMost(0)),
        ]
    }

    private var speed: [BenchFigure] {
        switch scenario {
        case .tenACall:
            [rate(.atLeast(150_000)), cpu(.atMost(5))] + answers + [peak(25)]
        case .oneACall:
            [rate(.atLeast(25_000)), cpu(.atMost(40))] + answers + [peak(25)]
        case .pulled:
            [rate(.atLeast(250_000)), cpu(nil), peak(25)]
        case .oneRow:
            [
                rate(.atLeast(10_000)),
                BenchFigure("invokes answered", answeredPerSecond, .perSecond), cpu(.atMost(100)),
                BenchFigure("answer, p50", latency.p50, .milliseconds),
                BenchFigure("answer, p99", latency.p99, .milliseconds, .atMost(20)),
                BenchFigure("answer, slowest", latency.max, .milliseconds), peak(25),
            ]
        case .slowMPO: slow
        case .queued: queue
        case .millionPulled:
            [rate(nil), cpu(nil), peak(40)]
        case .rows, .invocations: growth + [peak(40)]
        case .crowd: crowding
        case .tls: reuse
        }
    }

    /// How far the daemon is from each of the parts that bound it.
    private var bounds: [BenchFigure] {
        guard let floor else { return [] }
        return [
            bound("CPU / libcurl alone", floor.libcurlSeconds, floor.calls, "calls"),
            bound("CPU / SHA-1 alone", floor.signingSeconds, floor.signatures, "calls"),
            bound("CPU / sockets alone", floor.socketSeconds, floor.invokes, "invokes"),
            bound("CPU / JSON validation alone", floor.validationSeconds, floor.bytes, "bytes"),
            bound("CPU / fdatasync alone", floor.syncSeconds, floor.commits, "commits"),
            bound("CPU / SQLite alone", floor.storeSeconds, floor.records, "records"),
            together,
        ].compactMap(\.self)
    }

    private var together: BenchFigure? {
        guard let togetherSeconds, togetherSeconds > 0 else { return nil }
        var figure = BenchFigure(
            "CPU / all parts at once", cpuSeconds / togetherSeconds, .times)
        figure.note =
            "\(BenchNumber.fixed(perRow(togetherSeconds), 2)) µs a row: no bridge between them"
        return figure
    }

    private func bound(
        _ name: String, _ seconds: Double, _ count: Int, _ noun: String
    ) -> BenchFigure? {
        guard seconds > 0 else { return nil }
        var figure = BenchFigure(name, cpuSeconds / seconds, .times)
        figure.note =
            "\(BenchNumber.fixed(perRow(seconds), 2)) µs a row: "
            + "\(BenchNumber.grouped(count)) \(noun)"
        return figure
    }

    private func rate(_ target: BenchFigure.Target?) -> BenchFigure {
        var figure = BenchFigure("rows", rowsPerSecond, .perSecond, target)
        // What the processors do besides, while the daemon could use them.
        if let peersCPUSeconds {
            let peers = BenchNumber.fixed(perRow(peersCPUSeconds), 1)
            figure.note = "simulators: \(peers) µs CPU a row"
        }
        return figure
    }

    private func cpu(_ target: BenchFigure.Target?) -> BenchFigure {
        var figure = BenchFigure("CPU a row", cpuMicrosecondsPerRow, .microseconds, target)
        if let floor, floor.seconds > 0 {
            let ratio = BenchNumber.fixed(cpuSeconds / floor.seconds, 1)
            figure.note = "\(ratio) × the floor of \(BenchNumber.fixed(perRow(floor.seconds), 2))"
        }
        return figure
    }

    private var answers: [BenchFigure] {
        [
            BenchFigure("invoke's answer, p50", latency.p50, .milliseconds),
            BenchFigure("invoke's answer, p99", latency.p99, .milliseconds),
        ]
    }

    private func peak(_ mebibytes: Double) -> BenchFigure {
        memory("peak memory", peakBytes, mebibytes)
    }

    private func memory(_ name: String, _ bytes: Int, _ mebibytes: Double) -> BenchFigure {
        BenchFigure(name, Double(bytes) / 1_048_576, .mebibytes, .atMost(mebibytes))
    }

    private var slow: [BenchFigure] {
        var elapsed = BenchFigure("elapsed", seconds, .seconds, .atMost(plan.latencyFloor * 1.02))
        elapsed.note = "arithmetic leaves \(BenchNumber.fixed(plan.latencyFloor, 1)) s"
        let cpuMax = 0.2 * Double(plan.rows) / 20_000
        return [
            elapsed, BenchFigure("CPU in all", cpuSeconds, .seconds, .atMost(cpuMax)), cpu(nil),
            peak(25),
        ]
    }

    private var queue: [BenchFigure] {
        let taken = queueingSeconds.map { Double(plan.rows) / max($0, 0.000_001) } ?? 0
        return [
            BenchFigure("rows taken in", taken, .perSecond),
            memory("peak memory until all are queued", queuedPeakBytes ?? 0, 40),
            BenchFigure(
                "start to the first 200", (startSeconds ?? 0) * 1000, .milliseconds, .atMost(500)),
            BenchFigure("rows worked off", rowsPerSecond, .perSecond),
            cpu(nil), memory("peak memory while they are", peakBytes, 40),
        ]
    }
}
