import Service
import Store

/// The disk that the store lies on: each commit waits for it.
enum DiskCheck {
    private static let trials = (count: 50, limit: Duration.seconds(3))
    /// A commit on a solid-state disk takes some 0.1 to 5 ms; one on a network disk perhaps 20.
    private static let syncOK = Duration.milliseconds(20)
    private static let syncMax = Duration.milliseconds(500)
    /// Below it a store that grows soon refuses invokes.
    private static let spaceOK: UInt64 = 1 << 30
    private static let spaceMin: UInt64 = 64 << 20

    static func findings(_ store: String) -> [Finding] {
        let folder = store.lastIndex(of: "/").map { String(store[..<$0]) } ?? "."
        do throws(DiskProbeError) {
            let probe = try DiskProbe(
                folder: folder.isEmpty ? "/" : folder, count: trials.count, limit: trials.limit)
            return [latency(probe, folder), space(probe, folder)]
        } catch {
            return [
                Finding(
                    .disk, folder, error.isForbidden ? .skipped : .fail,
                    "cannot be written to: \(error.reason)",
                    mend: error.isForbidden
                        ? "call it as root or as the daemon's user"
                        : "make the folder for the daemon's user, or correct store.path")
            ]
        }
    }

    private static func latency(_ probe: DiskProbe, _ folder: String) -> Finding {
        let sorted = probe.syncs.sorted()
        let (median, worst) = (sorted[sorted.count / 2], sorted[sorted.count - 1])
        let text =
            "an fdatasync takes \(milliseconds(median)) ms, at worst \(milliseconds(worst)) ms"
        let verdict: Finding.Verdict =
            median > syncMax ? .fail : median > syncOK ? .warn : .ok
        return Finding(
            .disk, folder, verdict, text,
            mend: verdict == .ok ? nil : "put the store on a local disk that is not shared")
    }

    private static func milliseconds(_ duration: Duration) -> String {
        BenchNumber.fixed(duration / .milliseconds(1), 1)
    }

    private static func space(_ probe: DiskProbe, _ folder: String) -> Finding {
        let (free, total) = probe.space
        let mebibytes = { (bytes: UInt64) in ProgressLine.grouped(Int(bytes >> 20)) }
        let verdict: Finding.Verdict =
            free < spaceMin ? .fail : free < spaceOK ? .warn : .ok
        return Finding(
            .disk, folder, verdict, "\(mebibytes(free)) of \(mebibytes(total)) MiB are free",
            mend: verdict == .ok ? nil : "make room, or shorten store.retention")
    }
}
