internal import JSON

/// What the simulated product has asked for and been told so far.
package struct ProductLedger: Hashable, Sendable {
    /// One invocation's line.
    package struct Line: Hashable, Sendable {
        /// From 1, in the order of their making.
        package let number: Int
        /// Nothing more is expected.
        package let isFinished: Bool
        /// What was reported.
        package let counts: ReportCounts
    }

    /// Nothing was asked for yet.
    package init() {}

    /// Invokes made.
    package internal(set) var invocations = 0
    /// Invocations of which nothing more is expected.
    package internal(set) var finished = 0
    /// Over all invocations.
    package internal(set) var totals = ReportCounts()
    /// The first invocations that were finished, and open ones while there is room.
    package internal(set) var lines: [Line] = []
    /// Calls whose token was wrong.
    package internal(set) var tokenFailures = 0
    /// Rules that the bridge broke, at most `violationsKeptMax` of them.
    package internal(set) var violations: [String] = []
    /// How many there were.
    package internal(set) var violationCount = 0
    /// Faults by the name of their switch.
    package internal(set) var injected: [String: Int] = [:]

    /// Texts of violations beyond these are not kept.
    package static let violationsKeptMax = 100
    /// Lines of invocations beyond these are not kept.
    package static let linesMax = 1_000

    /// Every row was reported, every invocation finished, and no rule was broken.
    package var isClean: Bool {
        violationCount == 0 && totals.missing == 0 && finished == invocations
    }

    mutating func violate(_ text: String) {
        violationCount += 1
        if violations.count < Self.violationsKeptMax { violations.append(text) }
    }

    /// One JSON object.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("invocations")
        writer.integer(invocations)
        writer.key("finished")
        writer.integer(finished)
        totals.write(to: &writer)
        writer.key("tokenFailures")
        writer.integer(tokenFailures)
        writer.key("violationCount")
        writer.integer(violationCount)
        writer.key("violations")
        writer.beginArray()
        for violation in violations { writer.string(violation) }
        writer.endArray()
        writer.key("injected")
        writer.beginObject()
        for (name, count) in injected.sorted(by: { $0.key < $1.key }) {
            writer.key(name)
            writer.integer(count)
        }
        writer.endObject()
        writer.key("lines")
        writer.beginArray()
        for line in lines {
            writer.beginObject()
            writer.key("number")
            writer.integer(line.number)
            writer.key("finished")
            writer.boolean(line.isFinished)
            line.counts.write(to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
