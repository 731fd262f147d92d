import HTTPServer

/// What the daemon's own servers have seen.
struct ServerSection: MetricSection {
    /// `receiver`, `metrics` or `admin`.
    let servers: [(name: String, counters: ServerCounters)]

    func write(to text: inout MetricText) {
        add(&text, "connections_open", .gauge, "Connections that are open.", \.connectionsOpen)
        add(
            &text, "connections_accepted_total", .counter, "Connections accepted.",
            \.connectionsAccepted)
        add(
            &text, "connections_refused_total", .counter,
            "Connections reset because their address had too many that had not shown a token.",
            \.connectionsRefused)
        add(
            &text, "connections_evicted_total", .counter,
            "Connections without an admitted request that were reset for a newcomer.",
            \.connectionsEvicted)
        add(
            &text, "accept_pauses_total", .counter,
            "How often accepting paused, at the limit of connections or of open files.",
            \.acceptingPaused)
        add(&text, "requests_total", .counter, "Heads of requests read.", \.requestsReceived)
        add(
            &text, "requests_unreadable_total", .counter, "Requests that broke a rule of HTTP.",
            \.requestsUnreadable)
        add(
            &text, "requests_overloaded_total", .counter,
            "Requests refused because too many bytes of bodies were in flight.",
            \.requestsOverloaded)
        add(
            &text, "deadlines_missed_total", .counter, "Deadlines that clients or handlers missed.",
            \.deadlinesMissed)
        add(
            &text, "body_bytes_in_flight", .gauge, "Bytes of bodies in memory.",
            \.bodyBytesInFlight)
        add(
            &text, "tls_handshakes_total", .counter, "TLS handshakes that came to a good end.",
            \.handshakesCompleted)
        add(
            &text, "tls_handshakes_resumed_total", .counter,
            "Those of them in which the client came back with a ticket.", \.handshakesResumed)
        add(
            &text, "tls_failures_total", .counter, "Connections that TLS ended.",
            \.connectionsFailedByTLS)
    }

    private func add(
        _ text: inout MetricText, _ name: String, _ kind: MetricText.Kind, _ help: String,
        _ value: KeyPath<ServerCounters, Int>
    ) {
        let name = "mpo_bridge_http_\(name)"
        text.begin(name, kind, help)
        for server in servers {
            text.sample(name, "server=\"\(server.name)\"", server.counters[keyPath: value])
        }
    }
}
