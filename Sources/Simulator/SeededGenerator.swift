/// The one source of chance of a simulator: SplitMix64, so that a seed tells the same story again
/// as long as the calls arrive in the same order.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The story of this seed, from its beginning.
    package init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Self.mix(state)
    }

    /// Spreads every bit of a number over all bits of another, one to one.
    static func mix(_ number: UInt64) -> UInt64 {
        var mixed = number
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
