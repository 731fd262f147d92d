import AMS
import Bridge
import Crypto

/// The tokens of one second. A token tells its times in whole seconds and nothing of the call that
/// bears it: those of one instance's calls within a second are the same to the last byte, and are
/// made once.
struct RecentTokens {
    struct Entry {
        fileprivate let context: InvocationContext
        /// A reload may bring another one within the second.
        fileprivate let secret: Secret
        fileprivate let line: String
    }

    /// Of so many instances; more of them in one second cost what making a token costs.
    static let countMax = 16

    private var second: Int64?
    private(set) var entries: [Entry] = []

    /// The header line with the token of a call about an invocation.
    mutating func line(
        for context: InvocationContext, installSecret: Secret, now: UnixTime
    ) -> String {
        if second != now.seconds || entries.count == Self.countMax {
            second = now.seconds
            entries.removeAll(keepingCapacity: true)
        }
        if let index = entries.indices.first(where: {
            entries[$0].context.isSame(as: context) && entries[$0].secret == installSecret
        }) {
            return entries[index].line
        }
        let token = TokenIssuer().token(for: context, installSecret: installSecret, now: now)
        let line = ProductHeaders.authorization(token)
        entries.append(Entry(context: context, secret: installSecret, line: line))
        return line
    }
}
