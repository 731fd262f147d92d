/// What the doctor found out about one thing.
package struct Finding: Hashable, Sendable {
    package enum Verdict: String, CaseIterable, Sendable {
        case ok
        /// The bridge works, perhaps not for long or not as well as it could.
        case warn
        /// The bridge does not work, or not safely.
        case fail
        /// It was not tried, or cannot be found out from here.
        case skipped
    }

    /// The kind of check, a word of a closed set.
    package let check: Check
    /// What was looked at: a key of the configuration, a host, a file.
    package let subject: String
    package let verdict: Verdict
    /// What is so. Never a secret, nor a part of one.
    package let text: String
    /// What to do about it; `nil` where nothing is to be done.
    package let mend: String?

    package enum Check: String, CaseIterable, Sendable {
        case configuration, secret, mode, certificate, reach, clock, credentials, process, disk,
            unit, daemon
    }

    package init(
        _ check: Check, _ subject: String, _ verdict: Verdict, _ text: String, mend: String? = nil
    ) {
        self.check = check
        self.subject = subject
        self.verdict = verdict
        self.text = text
        self.mend = mend
    }
}
