import Glibc
import JSON

/// Everything that one run of the bench has measured.
struct BenchReport: Sendable {
    let isQuick: Bool
    let directory: String
    let isDirectoryInMemory: Bool
    let bounds: BenchBounds
    let measurements: [BenchMeasurement]

    /// Every row came back, once, and nobody broke a rule.
    var isCorrect: Bool { measurements.allSatisfy(\.problems.isEmpty) }

    /// Processors that this process may use.
    var processors: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) }

    /// How busy the machine was over the last minute, this run included.
    var loadAverage: Double {
        var load = 0.0
        return unsafe getloadavg(&load, 1) == 1 ? load : 0
    }

    /// One JSON object.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 16_384)
        writer.beginObject()
        writer.member("quick", isQuick)
        writer.key("processors")
        writer.integer(processors)
        writer.member("loadAverage", loadAverage)
        writer.key("directory")
        writer.string(directory)
        writer.member("isDirectoryInMemory", isDirectoryInMemory)
        writer.member("isCorrect", isCorrect)
        writer.key("bounds")
        bounds.write(to: &writer)
        writer.key("scenarios")
        writer.beginArray()
        for measurement in measurements { measurement.write(to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}

extension BenchMeasurement {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("name")
        writer.string(scenario.rawValue)
        writer.key("title")
        writer.string(scenario.title)
        writeNumbers(to: &writer)
        writer.key("lost")
        writer.integer(lost)
        writer.key("createdTwice")
        writer.integer(createdTwice)
        writer.key("problems")
        writer.beginArray()
        for problem in problems { writer.string(problem) }
        writer.endArray()
        writer.key("figures")
        writer.beginArray()
        for figure in figures { figure.write(to: &writer) }
        writer.endArray()
        writer.key("steps")
        writer.beginArray()
        for step in steps { step.write(to: &writer) }
        writer.endArray()
        writer.endObject()
    }

    /// What a scenario and a step of it have in common, into an object that is open.
    fileprivate func writeNumbers(to writer: inout JSONWriter) {
        writer.key("rows")
        writer.integer(rows)
        writer.key("invokes")
        writer.integer(invokes)
        writer.member("seconds", seconds)
        writer.member("rowsPerSecond", rowsPerSecond)
        writer.member("cpuMicrosecondsPerRow", cpuMicrosecondsPerRow)
        writer.member("floorMicrosecondsPerRow", (floor?.seconds).map(perRow))
        writer.member("togetherMicrosecondsPerRow", togetherSeconds.map(perRow))
        if let floor {
            writer.key("floor")
            floor.write(to: &writer)
        }
        writer.member("peersCPUMicrosecondsPerRow", peersCPUSeconds.map(perRow))
        writer.key("latency")
        writer.beginObject()
        writer.member("p50", latency.p50)
        writer.member("p99", latency.p99)
        writer.member("max", latency.max)
        writer.endObject()
        writer.member("peakMebibytes", Double(max(peakBytes, queuedPeakBytes ?? 0)) / 1_048_576)
    }
}

extension BenchStep {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("name")
        writer.string(name)
        measurement.writeNumbers(to: &writer)
        if let servers = measurement.servers {
            writer.key("servers")
            writer.beginObject()
            for server in servers.named {
                writer.key(server.name)
                server.counts.write(to: &writer)
            }
            writer.endObject()
        }
        writer.endObject()
    }
}

extension BenchFigure {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("name")
        writer.string(name)
        writer.key("unit")
        writer.string(unit.rawValue)
        writer.member("value", value)
        if let target, let isReached {
            writer.member("target", target.value)
            writer.member("isAtLeast", target.isAtLeast)
            writer.member("isReached", isReached)
        }
        writer.endObject()
    }
}

extension JSONWriter {
    /// A number of at most three digits behind the point; null when there is none.
    mutating func member(_ name: String, _ value: Double?) {
        key(name)
        if let value { double((value * 1000).rounded() / 1000) } else { null() }
    }

    mutating func member(_ name: String, _ value: Bool) {
        key(name)
        boolean(value)
    }
}
