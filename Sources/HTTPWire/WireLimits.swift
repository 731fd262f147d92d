/// How much of everything a client may send before it is refused. Bodies have no limit here: who
/// admits a request says how long its body may be.
package struct WireLimits: Hashable, Sendable {
    /// Bytes of the request line without its end; a longer one is answered with 414.
    package var requestLineBytesMax: Int
    /// Bytes of all field lines of a head, their ends included; more are answered with 431.
    package var headerBytesMax: Int
    /// Field lines of a head; more are answered with 431.
    package var headerCountMax: Int
    /// Chunks of one body, the last one included: each costs the parser more than its bytes. Enough
    /// for a gibibyte in pieces of 4 KiB.
    package var chunkCountMax: Int
    /// Bytes of the line before a chunk: its size and its extensions.
    package var chunkLineBytesMax: Int
    /// Bytes of all chunk extensions of one body. They are ignored, so none are welcome in bulk
    /// (RFC 9112 §7.1.1).
    package var chunkExtensionBytesMax: Int
    /// Bytes of all trailer lines of a body. They are checked and dropped.
    package var trailerBytesMax: Int
    /// Trailer lines of a body.
    package var trailerCountMax: Int

    package init(
        requestLineBytesMax: Int = 8 * 1024, headerBytesMax: Int = 16 * 1024,
        headerCountMax: Int = 64, chunkCountMax: Int = 256 * 1024, chunkLineBytesMax: Int = 256,
        chunkExtensionBytesMax: Int = 4 * 1024, trailerBytesMax: Int = 4 * 1024,
        trailerCountMax: Int = 16
    ) {
        self.requestLineBytesMax = requestLineBytesMax
        self.headerBytesMax = headerBytesMax
        self.headerCountMax = headerCountMax
        self.chunkCountMax = chunkCountMax
        self.chunkLineBytesMax = chunkLineBytesMax
        self.chunkExtensionBytesMax = chunkExtensionBytesMax
        self.trailerBytesMax = trailerBytesMax
        self.trailerCountMax = trailerCountMax
    }
}
