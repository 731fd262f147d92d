import Bridge
import Glibc

/// What the process takes of the machine, under the names that all programs have for it, and which
/// program it is.
struct ProcessSection: MetricSection {
    let version: String
    let startedAt: UnixTime

    private static let contentsMax = 64 << 10

    func write(to text: inout MetricText) {
        let info = "mpo_bridge_build_info"
        text.begin(info, .gauge, "Which program this is; always 1.")
        text.sample(info, MetricText.label("version", version), 1)
        let started = "process_start_time_seconds"
        text.begin(started, .gauge, "When the process began, in seconds since 1970.")
        text.sample(started, "", Double(startedAt.milliseconds) / 1_000)
        writeUse(to: &text)
        if let open = FileContents.entryCount(ofFolder: "/proc/self/fd") {
            // One of them is the folder that was looked into.
            text.gauge("process_open_fds", "Files and connections that are open.", open - 1)
        }
        if let limits = words("/proc/self/limits", after: "Max open files"),
            let most = limits.first.flatMap({ Int($0) })
        {
            text.gauge("process_max_fds", "How many may be open.", most)
        }
    }

    /// proc(5), /proc/self/stat: fields 14, 15, 23 and 24; the third follows the name's bracket.
    private func writeUse(to text: inout MetricText) {
        guard let fields = words("/proc/self/stat", after: ") "), fields.count > 21,
            let user = Int(fields[11]), let system = Int(fields[12]),
            let virtual = Int(fields[20]), let pages = Int(fields[21])
        else { return }
        let cpu = "process_cpu_seconds_total"
        text.begin(cpu, .counter, "Processor time, of the user and of the system.")
        text.sample(cpu, "", Double(user + system) / Double(max(1, sysconf(Int32(_SC_CLK_TCK)))))
        text.gauge("process_virtual_memory_bytes", "Addresses in use.", virtual)
        text.gauge(
            "process_resident_memory_bytes", "Memory in use.",
            pages * sysconf(Int32(_SC_PAGESIZE)))
    }

    /// The words that follow a text in a file of the system's.
    private func words(_ path: String, after text: String) -> [Substring]? {
        guard let bytes = try? FileContents.read(path, bytesMax: Self.contentsMax) else {
            return nil
        }
        let parts = String(decoding: bytes, as: UTF8.self).split(
            separator: text, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        return parts[1].split { $0 == " " || $0 == "\n" }
    }
}
