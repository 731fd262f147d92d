/// The text format of Prometheus, version 0.0.4:
/// https://prometheus.io/docs/instrumenting/exposition_formats/
struct MetricText {
    private(set) var bytes: [UInt8] = []

    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// Begins a metric; its samples follow.
    ///
    /// - Parameters:
    ///   - name: with its unit, and `_total` for a counter.
    ///   - help: one sentence, without backslashes and line feeds.
    mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        add("# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n")
    }

    /// - Parameter labels: as `label` makes them, with commas between them; empty for none.
    mutating func sample(_ name: String, _ labels: String, _ value: Int) {
        add(name, labels, "\(value)")
    }

    mutating func sample(_ name: String, _ labels: String, _ value: Double) {
        add(name, labels, "\(value)")
    }

    mutating func counter(_ name: String, _ help: String, _ value: Int) {
        begin(name, .counter, help)
        sample(name, "", value)
    }

    mutating func gauge(_ name: String, _ help: String, _ value: Int) {
        begin(name, .gauge, help)
        sample(name, "", value)
    }

    mutating func counters<Label>(
        _ name: String, _ help: String, _ family: CounterFamily<Label>
    ) {
        begin(name, .counter, help)
        for (labels, value) in family.all { sample(name, labels, value) }
    }

    mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
        self.histogram(name, help, [("", histogram)])
    }

    mutating func histogram(
        _ name: String, _ help: String, _ histograms: [(labels: String, histogram: Histogram)]
    ) {
        begin(name, .histogram, help)
        for (labels, histogram) in histograms {
            let reading = histogram.reading
            let prefix = labels.isEmpty ? "" : labels + ","
            for bucket in reading.buckets {
                sample("\(name)_bucket", "\(prefix)le=\"\(bucket.end)\"", bucket.count)
            }
            sample("\(name)_bucket", "\(prefix)le=\"+Inf\"", reading.count)
            sample("\(name)_sum", labels, reading.sum)
            sample("\(name)_count", labels, reading.count)
        }
    }

    /// One label with its value, whatever characters that has.
    static func label(_ name: String, _ value: String) -> String {
        var text = "\(name)=\""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text + "\""
    }

    private mutating func add(_ name: String, _ labels: String, _ value: String) {
        add(labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n")
    }

    private mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
