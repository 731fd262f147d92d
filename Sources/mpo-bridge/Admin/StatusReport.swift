import JSON

/// The state of the daemon as people read it.
struct StatusReport {
    private let status: JSONValue

    init(_ status: JSONValue) { self.status = status }

    var text: String {
        var facts = FactList()
        let number = AdminText.number(status["epoch"])
        facts.add(
            "daemon",
            "mpo-bridge \(AdminText.word(status["version"])), start \(number), since "
                + "\(AdminText.time(status["startedAt"])) (UTC)")
        addReadiness(&facts)
        addConfiguration(&facts)
        addInvocations(&facts)
        addRows(&facts)
        addStore(&facts)
        var parts = [facts.text, targets]
        let mends = mends
        if !mends.isEmpty { parts.append("what helps\n" + mends.joined(separator: "\n")) }
        return parts.joined(separator: "\n\n")
    }

    private func addReadiness(_ facts: inout FactList) {
        let problems = elements("problems").map { AdminText.word($0) }
        facts.add(
            "ready",
            status["ready"]?.boolean == true ? "yes" : "no: " + problems.joined(separator: "; "))
    }

    private func addConfiguration(_ facts: inout FactList) {
        let configuration = status["configuration"]
        let loads = configuration?["loads"]?.integer ?? 0
        facts.add(
            "config",
            "\(AdminText.word(configuration?["version"])), loaded at "
                + "\(AdminText.time(configuration?["loadedAt"])) (UTC), number \(loads) since the "
                + "start")
        let reload = configuration?["lastReload"]
        guard let mistakes = reload?["mistakes"]?.integer, mistakes > 0 else { return }
        facts.add(
            "reload",
            "the last one, by \(AdminText.word(reload?["operator"])) at "
                + "\(AdminText.time(reload?["at"])) (UTC), was refused: \(mistakes) "
                + "mistake\(mistakes == 1 ? "" : "s")")
    }

    private func addInvocations(_ facts: inout FactList) {
        let counts = status["invocations"]
        let found = counts?.members.compactMap { name, value -> String? in
            guard let count = value.integer, count > 0 else { return nil }
            return "\(ProgressLine.grouped(count)) \(AdminText.word(name))"
        }
        let isCut = counts?["isCut"]?.boolean == true ? ", and more that were not counted" : ""
        guard let found, !found.isEmpty else { return facts.add("invocations", "none is open") }
        facts.add("invocations", found.joined(separator: ", ") + isCut)
    }

    private func addRows(_ facts: inout FactList) {
        let rows = status["rows"]
        let count = { (name: String) in AdminText.number(rows?[name]) }
        let isCut = rows?["isCut"]?.boolean == true ? " (at least)" : ""
        facts.add(
            "rows",
            "\(count("waiting")) waiting, \(count("inFlight")) in flight, \(count("unknown")) "
                + "unknown, \(count("held")) held, \(count("failed")) failed\(isCut)")
    }

    private func addStore(_ facts: inout FactList) {
        let store = status["store"]
        let size = { (name: String) in
            store?[name]?.integer.map { "\(ProgressLine.grouped($0 >> 20)) MiB" } ?? "-"
        }
        facts.add(
            "store",
            "\(AdminText.word(store?["path"])): \(size("bytes")), its log \(size("logBytes")), "
                + "\(size("freeBytes")) free")
    }

    // MARK: - Targets

    private var targets: String {
        var table = TextTable(["CALLS TO", "GATE", "FLYING", "WAITING", "WAITS FOR", "LAST ERROR"])
        for target in elements("targets") {
            table.lines.append(
                .cells([
                    name(of: target), AdminText.word(target["gate"]),
                    "\(AdminText.number(target["callsInFlight"]))/"
                        + AdminText.number(target["callsInFlightMax"]),
                    AdminText.number(target["waiting"]), wait(of: target), error(of: target),
                ]))
        }
        let leftOut = status["targetsLeftOut"]?.integer ?? 0
        let text = table.text(width: Console.width)
        return leftOut == 0 ? text : text + "\nand \(ProgressLine.grouped(leftOut)) more"
    }

    private func name(of target: JSONValue) -> String {
        switch target["kind"]?.string {
        case "mpo": "MPO"
        case "look-ups": "MPO, look-ups"
        case "mapping": "mapping \(AdminText.word(target["name"]))"
        default: AdminText.word(target["name"])
        }
    }

    private func wait(of target: JSONValue) -> String {
        let opens = target["opensAt"]?.string == nil ? "" : " at " + clock(target["opensAt"])
        switch target["waitsFor"]?.string {
        case "operator": return "an operator"
        case "probe": return "a probe" + opens
        case "place": return "a call to end"
        case "rate": return "its rate" + opens
        default: return "-"
        }
    }

    private func error(of target: JSONValue) -> String {
        guard let error = target["lastError"], error["label"]?.string != nil else { return "-" }
        return "\(AdminText.word(error["label"])) at \(clock(error["at"]))"
    }

    /// `2026-11-22T08:00:03.042Z` as `08:00:03`.
    private func clock(_ value: JSONValue?) -> String { String(AdminText.time(value).suffix(8)) }

    // MARK: - What helps

    private var mends: [String] {
        var lines: [String] = []
        for pause in elements("pauses") {
            let why = pause["why"]?.string == "" ? "" : ": \(AdminText.word(pause["why"]))"
            lines += [
                "  mapping \(AdminText.word(pause["mapping"])) is paused by "
                    + "\(AdminText.word(pause["operator"])) since "
                    + "\(AdminText.time(pause["since"])) (UTC)\(why)",
                "    mpo-bridge resume --mapping \(AdminText.word(pause["mapping"]))",
            ]
        }
        for halted in elements("halted") {
            let since = AdminText.time(halted["since"])
            lines += [
                "  \(AdminText.shortID(halted["id"])) is halted since \(since) (UTC): "
                    + AdminText.word(halted["reason"]),
                "    mpo-bridge resume \(AdminText.shortID(halted["id"]))",
            ]
        }
        for (state, command) in [
            ("held", "mpo-bridge retry --all --state held --may-repeat"),
            ("failed", "mpo-bridge retry --all"),
        ] where status["rows"]?[state]?.integer ?? 0 > 0 {
            lines += [
                "  rows are \(state); 'mpo-bridge rows ID --state \(state)' tells why",
                "    \(command)",
            ]
        }
        if status["configuration"]?["lastReload"]?["mistakes"]?.integer ?? 0 > 0 {
            lines += ["  the last reload was refused", "    mpo-bridge check --config FILE"]
        }
        return lines
    }

    private func elements(_ name: String) -> [JSONValue] {
        status[name]?.elements.map { $0 } ?? []
    }
}
