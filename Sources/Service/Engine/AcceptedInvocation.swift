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
