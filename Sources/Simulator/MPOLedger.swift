internal import JSON

/// What the simulated MPO has seen and done so far.
package struct MPOLedger: Hashable, Sendable {
    /// Nothing was seen yet.
    package init() {}

    /// Signed calls that arrived, whatever became of them.
    package internal(set) var calls = 0
    /// Operations in the calls that were understood.
    package internal(set) var operations = 0
    /// The most operations in one call.
    package internal(set) var operationsMax = 0
    /// Tasks created.
    package internal(set) var created = 0
    /// References with at least one task.
    package internal(set) var references = 0
    /// Tasks beyond the first of their reference: the number that must be 0.
    package internal(set) var duplicates = 0
    /// Tasks without a reference.
    package internal(set) var withoutReference = 0
    /// Tasks that found no more room in the ledger of references.
    package internal(set) var untracked = 0
    /// Creations refused because the reference was live.
    package internal(set) var refusedDuplicates = 0
    /// `show` operations.
    package internal(set) var shows = 0
    /// Calls whose signature was wrong.
    package internal(set) var signatureFailures = 0
    /// Bodies and operations that could not be understood.
    package internal(set) var malformed = 0
    /// Operations for processes that do not exist.
    package internal(set) var unknownProcesses = 0
    /// Calls refused by the rate limit.
    package internal(set) var limited = 0
    /// The most calls that waited for their answer at once, by the latency drawn for them.
    package internal(set) var callsInFlightMax = 0
    /// Live tasks now.
    package internal(set) var live = 0
    /// Faults by the name of their switch.
    package internal(set) var injected: [String: Int] = [:]

    /// One JSON object.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in numbers {
            writer.key(name)
            writer.integer(value)
        }
        writer.key("injected")
        writer.beginObject()
        for (name, count) in injected.sorted(by: { $0.key < $1.key }) {
            writer.key(name)
            writer.integer(count)
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private var numbers: [(String, Int)] {
        [
            ("calls", calls), ("operations", operations), ("operationsMax", operationsMax),
            ("created", created), ("references", references), ("duplicates", duplicates),
            ("withoutReference", withoutReference), ("untracked", untracked),
            ("refusedDuplicates", refusedDuplicates), ("shows", shows),
            ("signatureFailures", signatureFailures), ("malformed", malformed),
            ("unknownProcesses", unknownProcesses), ("limited", limited),
            ("callsInFlightMax", callsInFlightMax), ("live", live),
        ]
    }
}
