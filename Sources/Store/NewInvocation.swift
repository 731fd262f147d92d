package import Bridge

/// An invoke that was checked and is about to be acknowledged: all of it is committed, or nothing.
package struct NewInvocation: Sendable {
    /// The name and the text of the mapping that the invocation runs under to its end.
    package struct KeptMapping: Hashable, Sendable {
        package let name: String
        /// The mapping as it stands in the configuration (JSON).
        package let text: [UInt8]

        package init(name: String, text: [UInt8]) {
            self.name = name
            self.text = text
        }
    }

    /// Made of the digest: by its first half an equal body is found.
    package let id: InvocationID
    package let context: InvocationContext
    package let dataSetID: String
    /// A digest over the store's salt and the whole body: an equal one within the window makes this
    /// a duplicate.
    package let bodyDigest: [UInt8]
    /// The invoke's JSON without its rows and without the install's secret.
    package let head: [UInt8]
    package let mapping: KeptMapping
    package let progress: Progress
    /// The rows that came along; none when they are to be pulled.
    package let pages: [PageRecord]
    package let acceptedAt: UnixTime
    /// How far back an equal body counts as the same invoke.
    package let duplicateWindow: Duration
    /// Whether there is room for it; without, only a repetition of a known invoke has an answer.
    package let mayStart: Bool

    package init(
        id: InvocationID, context: InvocationContext, dataSetID: String, bodyDigest: [UInt8],
        head: [UInt8], mapping: KeptMapping, progress: Progress, pages: [PageRecord],
        acceptedAt: UnixTime, duplicateWindow: Duration, mayStart: Bool = true
    ) {
        self.id = id
        self.context = context
        self.dataSetID = dataSetID
        self.bodyDigest = bodyDigest
        self.head = head
        self.mapping = mapping
        self.progress = progress
        self.pages = pages
        self.acceptedAt = acceptedAt
        self.duplicateWindow = duplicateWindow
        self.mayStart = mayStart
    }
}

/// What became of an invoke that was handed to the store.
package enum Acceptance: Hashable, Sendable {
    /// It is on disk, under this key.
    case accepted(InvocationKey)
    /// The same body is on disk already, under this id; nothing was written.
    case duplicate(of: InvocationID)
    /// It is no repetition, and it may not start: nothing was written.
    case noRoom
}
