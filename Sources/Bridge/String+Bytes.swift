extension String {
    /// Whether both texts are the same bytes. `==` takes texts for equal that Unicode does, such as
    /// an accent in one character and in two; a peer does not.
    package func hasSameBytes(as other: String) -> Bool {
        let (own, others) = (utf8Span.span, other.utf8Span.span)
        guard own.count == others.count else { return false }
        // Often they are one text in memory.
        if own.isIdentical(to: others) { return true }
        for index in own.indices where own[index] != others[index] { return false }
        return true
    }
}
