import HTTPServer
import JSON

/// What one server has seen since its start: whether its clients come back on open connections, and
/// with tickets where they open new ones.
struct BenchServerCounts: Hashable, Sendable {
    var requests = 0
    var connections = 0
    /// TLS handshakes that came to a good end, and those of them that a ticket has cut short.
    var handshakes = 0
    var resumed = 0

    private static var members: [(name: String, path: WritableKeyPath<Self, Int>)] {
        [
            ("requests", \.requests), ("connections", \.connections),
            ("handshakes", \.handshakes), ("resumed", \.resumed),
        ]
    }

    /// Of a simulator.
    init(_ counters: ServerCounters) {
        requests = counters.requestsReceived
        connections = counters.connectionsAccepted
        handshakes = counters.handshakesCompleted
        resumed = counters.handshakesResumed
    }

    /// Of the daemon's receiver.
    init?(_ metrics: BenchMetrics) {
        let names = [
            "requests_total", "connections_accepted_total", "tls_handshakes_total",
            "tls_handshakes_resumed_total",
        ]
        for (member, name) in zip(Self.members, names) {
            let series = "mpo_bridge_http_\(name){server=\"receiver\"}"
            guard let value = metrics.value(of: series) else { return nil }
            self[keyPath: member.path] = value
        }
    }

    /// As it was written by `write`.
    init?(_ value: JSONValue) {
        for member in Self.members {
            guard let number = value[member.name]?.integer else { return nil }
            self[keyPath: member.path] = number
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for member in Self.members {
            writer.key(member.name)
            writer.integer(self[keyPath: member.path])
        }
        writer.endObject()
    }

    static func - (left: Self, right: Self) -> Self {
        var difference = left
        for member in members {
            difference[keyPath: member.path] -= right[keyPath: member.path]
        }
        return difference
    }
}

/// The three servers of a run.
struct BenchServers: Hashable, Sendable {
    var receiver: BenchServerCounts
    var mpo: BenchServerCounts
    var product: BenchServerCounts

    var named: [(name: String, counts: BenchServerCounts)] {
        [("receiver", receiver), ("mpo", mpo), ("product", product)]
    }

    static func - (left: Self, right: Self) -> Self {
        BenchServers(
            receiver: left.receiver - right.receiver, mpo: left.mpo - right.mpo,
            product: left.product - right.product)
    }
}
