extension JSONGrammar {
    /// The position after the UTF-8 sequence that begins at `start` with a byte beyond ASCII; nil
    /// where it is ill-formed. The Unicode Standard, table 3-7: this leaves out overlong forms,
    /// surrogates and everything above U+10FFFF.
    @inline(__always)
    static func sequence(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
        let lead = bytes[start]
        let rest = bytes.count &- start &- 1
        switch lead {
        case 0xC2...0xDF:
            guard rest >= 1, isContinuation(bytes[start &+ 1]) else { return nil }
            return start &+ 2
        case 0xE0...0xEF:
            guard rest >= 2, isContinuation(bytes[start &+ 2]) else { return nil }
            let lowest: UInt8 = lead == 0xE0 ? 0xA0 : 0x80
            let highest: UInt8 = lead == 0xED ? 0x9F : 0xBF
            guard lowest <= bytes[start &+ 1], bytes[start &+ 1] <= highest else { return nil }
            return start &+ 3
        case 0xF0...0xF4:
            guard rest >= 3, isContinuation(bytes[start &+ 2]), isContinuation(bytes[start &+ 3])
            else { return nil }
            let lowest: UInt8 = lead == 0xF0 ? 0x90 : 0x80
            let highest: UInt8 = lead == 0xF4 ? 0x8F : 0xBF
            guard lowest <= bytes[start &+ 1], bytes[start &+ 1] <= highest else { return nil }
            return start &+ 4
        default: return nil
        }
    }

    @inline(__always)
    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
