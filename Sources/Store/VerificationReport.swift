package import Bridge

/// What a verification found.
package struct VerificationReport: Hashable, Sendable {
    /// One thing that is wrong.
    package struct Finding: Hashable, Sendable {
        /// The invocation that it is about, by the name that the product knows; `nil` when it is
        /// about the file as a whole.
        package let invocation: InvocationID?
        /// The same by its number; there are records whose invocation is not there.
        package let key: InvocationKey?
        /// What is wrong. Never a cell.
        package let what: String
        /// What follows from it.
        package let meaning: String
    }

    /// How much was looked at.
    package internal(set) var invocations = 0
    package internal(set) var rows = 0
    /// Invocations, pages, calls, exceptions and batches.
    package internal(set) var records = 0
    /// In the order of invocations, the file's own first; at most `StoreVerification.findingsMax`.
    package private(set) var findings: [Finding] = []
    /// How many more there are.
    package private(set) var findingsUntold = 0

    init() {}

    /// Whether nothing is wrong.
    package var isSound: Bool { findings.isEmpty }

    mutating func add(_ finding: Finding) {
        if findings.count < StoreVerification.findingsMax {
            findings.append(finding)
        } else {
            findingsUntold += 1
        }
    }
}

extension VerificationReport.Finding: CustomStringConvertible {
    package var description: String {
        let subject =
            invocation.map { "invocation \($0.text)" } ?? key.map { "invocation number \($0)" }
            ?? "file"
        return "\(subject): \(what): \(meaning)"
    }
}
