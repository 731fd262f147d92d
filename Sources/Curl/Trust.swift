internal import CCurl
internal import Glibc

/// What a policy trusts, as long as that stays the same.
///
/// Each handle keeps the TLS sessions that its next connections begin with, and libcurl (7.88,
/// `servercert`) checks the name and the pinned keys of each of those again. But the chain of
/// certificates was verified when the first session began. So a handle is made for one trust, and
/// gone with it.
///
/// Of libcurl 8.12 and later, which keeps the sessions with the multi handle, none is resumed: they
/// would outlive the handle.
///
/// The sessions stay with the handles: shared (`CURLSHOPT_SHARE`), libcurl keeps only the newest of
/// a host, and OpenSSL uses each session of TLS 1.3 once. Measured with 8 to 16 connections at a
/// time, each for one request: of 16,500 handshakes 128 were whole, and 4,131 when handles shared.
final class Trust {
    let policy: OutboundPolicy
    private let madeAt: ContinuousClock.Instant
    private var lookedAt: ContinuousClock.Instant
    private let caFile: Stamp?

    /// Verified anew after so long: a session that is resumed brings a new one, and the last of
    /// them would outlive the certificate. A connection may become as old again that began with a
    /// session at the end of this time.
    static let ageMax = Duration.seconds(1800)

    /// What changes about a file when somebody writes to it, or puts another in its place.
    private struct Stamp: Equatable {
        let file: [UInt]
        let times: [Int]

        /// nil for a file that is not there.
        init?(_ path: String) {
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { return nil }
            file = [UInt(status.st_dev), UInt(status.st_ino), UInt(status.st_size)]
            times = [
                status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
                status.st_ctim.tv_nsec,
            ]
        }
    }

    init(_ policy: OutboundPolicy, at now: ContinuousClock.Instant) {
        self.policy = policy
        madeAt = now
        lookedAt = now
        caFile = policy.caFile.flatMap { Stamp($0) }
    }

    /// Whether what was verified for it would be verified the same now.
    func holds(at now: ContinuousClock.Instant) -> Bool {
        guard madeAt.duration(to: now) < Self.ageMax else { return false }
        // The file is looked at once in a round of the loop.
        guard let path = policy.caFile, now != lookedAt else { return true }
        lookedAt = now
        return Stamp(path) == caFile
    }
}

/// The trusts of the policies in use.
struct Trusts {
    /// The one used last at the end.
    private(set) var kept: [Trust] = []

    /// There is a policy for MPO, one for the products and one for each host with pins, and for a
    /// while those of a configuration that is not any more.
    static let countMax = 16

    mutating func trust(
        for policy: OutboundPolicy, at now: ContinuousClock.Instant
    ) -> Trust {
        if let index = kept.lastIndex(where: { $0.policy == policy }) {
            let trust = kept.remove(at: index)
            if trust.holds(at: now) {
                kept.append(trust)
                return trust
            }
        }
        if kept.count == Self.countMax { kept.removeFirst() }
        let trust = Trust(policy, at: now)
        kept.append(trust)
        return trust
    }

    func include(_ trust: Trust) -> Bool { kept.contains { $0 === trust } }
}
