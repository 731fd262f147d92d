/// The fields of a head, in the order they came. The bytes of the head are held once; a field is
/// two ranges of them.
package struct HeaderFields: Sendable {
    /// One field line. Heads are far shorter than 4 GiB.
    struct Field: Sendable {
        let nameStart: UInt32
        let nameEnd: UInt32
        let valueStart: UInt32
        let valueEnd: UInt32

        init(name: Range<Int>, value: Range<Int>) {
            nameStart = UInt32(truncatingIfNeeded: name.lowerBound)
            nameEnd = UInt32(truncatingIfNeeded: name.upperBound)
            valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
            valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
        }

        var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
        var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    }

    /// The whole head as it came: request line, field lines, ends of lines.
    let bytes: [UInt8]
    let fields: [Field]

    /// How many field lines there are.
    package var count: Int { fields.count }

    /// The value of the first field of that name, case aside, without the white space around it.
    package func first(_ name: String) -> ArraySlice<UInt8>? {
        for field in fields where Octets.equalIgnoringCase(bytes, field.name, name) {
            return bytes[field.value]
        }
        return nil
    }

    /// The same as text; bytes that are not UTF-8 become U+FFFD.
    package func text(_ name: String) -> String? {
        first(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The values of every field of that name, case aside, in the order they came.
    package func all(_ name: String) -> [ArraySlice<UInt8>] {
        fields.filter { Octets.equalIgnoringCase(bytes, $0.name, name) }.map { bytes[$0.value] }
    }

    /// Names and values in the order they came, as text.
    package var texts: [(name: String, value: String)] {
        fields.map { field in
            (
                String(decoding: bytes[field.name], as: UTF8.self),
                String(decoding: bytes[field.value], as: UTF8.self)
            )
        }
    }
}
