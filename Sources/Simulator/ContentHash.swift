/// A 64-bit hash of bytes (FNV-1a, then spread). Not against people who choose the bytes: the
/// simulators use it to keep small what they must remember of a row.
struct ContentHash: Sendable {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
        let span = bytes.span
        for index in range { add(span[index]) }
    }

    mutating func add(_ bytes: [UInt8]) { add(bytes, bytes.indices) }

    var value: UInt64 { SeededGenerator.mix(state) }
}
