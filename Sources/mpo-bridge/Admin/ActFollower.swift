import Glibc
import JSON

/// Asks for an act, and watches until it is worked off. The act is the daemon's: it goes on when
/// nobody watches, and after a crash of the daemon, too.
struct ActFollower {
    let client: AdminClient
    /// Messages for people while it goes on.
    let isQuiet: Bool

    /// How long a daemon that went away may take to come back.
    private static let absenceMax = Duration.seconds(60)
    private static let pollMicroseconds: UInt32 = 200_000

    /// - Returns: the act as it ended, or as it stands if `waits` is false.
    func perform(_ order: ActOrder, waits: Bool) throws(CommandError) -> JSONValue {
        var total = 0
        if order.row == nil {
            let preview = try client.post("/v1/acts", order.body(isPreview: true))
            total = preview["rows"]?.integer ?? 0
            tell(order, total, isCut: preview["isCut"]?.boolean == true)
        }
        let act = try client.post("/v1/acts", order.body(isPreview: false))
        guard waits, let number = act["number"]?.integer else { return act }
        return try follow(act, number, total)
    }

    private func tell(_ order: ActOrder, _ total: Int, isCut: Bool) {
        guard !isQuiet else { return }
        let noun = order.verb == "resume" ? "invocation" : "row"
        let count = (isCut ? "more than " : "") + ProgressLine.grouped(total)
        Console.error("concerns \(count) \(noun)\(total == 1 && !isCut ? "" : "s")")
    }

    private func follow(
        _ first: JSONValue, _ number: Int, _ total: Int
    ) throws(CommandError) -> JSONValue {
        var act = first
        let done = { (act: JSONValue) in
            (act["rows"]?.integer ?? 0) + (act["skipped"]?.integer ?? 0)
        }
        var progress = ProgressLine(total: max(1, total, done(act)), what: "looked at")
        defer { progress.end() }
        while act["endedAt"]?.string == nil {
            if !isQuiet { progress.show(min(done(act), max(1, total))) }
            usleep(Self.pollMicroseconds)
            act = try look(number) ?? act
        }
        return act
    }

    /// The act as it stands now. A daemon that is gone is waited for.
    private func look(_ number: Int) throws(CommandError) -> JSONValue? {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: Self.absenceMax)
        while true {
            do throws(CommandError) {
                let acts = try client.get(
                    "/v1/acts", [("before", String(number + 1)), ("limit", "1")])
                return acts["acts"]?[0]
            } catch {
                guard error.code == .unreachable, clock.now < deadline else {
                    throw CommandError(
                        error.message,
                        hint: "act \(number) goes on with the daemon: see 'mpo-bridge acts'",
                        code: error.code)
                }
                usleep(Self.pollMicroseconds)
            }
        }
    }
}
