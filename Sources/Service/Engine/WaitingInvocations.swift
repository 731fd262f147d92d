import Bridge
import Store

/// An invocation that is on disk and acknowledged, as the receiver has read it. An object: it is
/// large, and goes through many hands.
package final class AcceptedInvocation: Sendable {
    let key: InvocationKey
    let id: InvocationID
    let invocation: Invocation
    let mapping: Mapping
    let progress: Progress
    let acceptedAt: UnixTime
    /// Its only page, when that is small.
    let page: CachedPage?
    /// Bytes of its message.
    let byteCount: Int

    init(
        key: InvocationKey, id: InvocationID, invocation: Invocation, mapping: Mapping,
        progress: Progress, acceptedAt: UnixTime, page: CachedPage?, byteCount: Int
    ) {
        self.key = key
        self.id = id
        self.invocation = invocation
        self.mapping = mapping
        self.progress = progress
        self.acceptedAt = acceptedAt
        self.page = page
        self.byteCount = byteCount
    }
}

/// Invocations that wait for a place, as the receiver has read them: to take one of them up needs
/// no look into the store. Which are next only the store says, and whoever is not kept here is read
/// from there; so it harms nothing that further ones are not kept.
struct WaitingInvocations {
    /// Some 2 KiB each, their pages apart.
    static let countMax = 512
    /// Bytes of the messages of all that are kept.
    static let bytesMax = 1 << 20

    private var kept: [InvocationKey: AcceptedInvocation] = [:]
    private var byteCount = 0

    var count: Int { kept.count }

    /// Keeps one as long as there is room for it.
    mutating func insert(_ accepted: AcceptedInvocation) {
        guard kept.count < Self.countMax, byteCount + accepted.byteCount <= Self.bytesMax else {
            return
        }
        byteCount += accepted.byteCount
        kept[accepted.key] = accepted
    }

    /// Takes one out. From now on it may move, and only the store knows how far it has come.
    mutating func remove(_ key: InvocationKey) -> AcceptedInvocation? {
        guard let accepted = kept.removeValue(forKey: key) else { return nil }
        byteCount -= accepted.byteCount
        return accepted
    }
}
