extension Span<UInt8> {
    /// Whether both are the same bytes. Without a branch, so that many are looked at together.
    func hasSameBytes(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        var marks: UInt8 = 0
        for index in indices { marks |= self[index] ^ other[index] }
        return marks == 0
    }
}
