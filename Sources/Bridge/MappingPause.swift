/// A mapping of which no call leaves for MPO, because an operator said so.
package struct MappingPause: Hashable, Sendable {
    package let mapping: String
    package let since: UnixTime
    package let operatorName: String
    /// Why, in the operator's words; may be empty.
    package let reason: String

    package init(mapping: String, since: UnixTime, operatorName: String, reason: String) {
        self.mapping = mapping
        self.since = since
        self.operatorName = operatorName
        self.reason = reason
    }
}
