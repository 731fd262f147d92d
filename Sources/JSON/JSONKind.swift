/// The six kinds of JSON values (RFC 8259 §3, `true` and `false` counted as one).
package enum JSONKind: String, CaseIterable, Hashable, Sendable {
    case null, boolean, number, string, array, object

    /// What a value is, told by its first byte alone; nil where no value can begin so.
    @inline(__always)
    package init?(firstByte: UInt8) {
        switch firstByte {
        case UInt8(ascii: "\""): self = .string
        case UInt8(ascii: "["): self = .array
        case UInt8(ascii: "{"): self = .object
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): self = .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .boolean
        case UInt8(ascii: "n"): self = .null
        default: return nil
        }
    }
}
