/// Writes compact JSON into a growing buffer and puts the commas itself.
///
/// Whether a comma is due follows from the last byte: none after an opening bracket or a colon, one
/// after everything else, since every value and every string ends with another byte. So the buffer
/// may also be appended to by hand between two calls. Brackets are the caller's to balance.
package struct JSONWriter: Sendable {
    /// What has been written so far.
    package var bytes: [UInt8]

    /// Begins with an empty buffer of that many bytes.
    package init(capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Goes on where `bytes` ends, as in a text of which a part was written before.
    package init(continuing bytes: [UInt8]) { self.bytes = bytes }

    /// A comma, where one is due.
    @inline(__always)
    private mutating func separate() {
        switch bytes.last {
        case nil, UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ":"): break
        default: bytes.append(UInt8(ascii: ","))
        }
    }

    /// `{`
    package mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
    }

    /// `}`
    package mutating func endObject() { bytes.append(UInt8(ascii: "}")) }

    /// `[`
    package mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
    }

    /// `]`
    package mutating func endArray() { bytes.append(UInt8(ascii: "]")) }

    /// A member's name; its value comes next.
    package mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// A member's name in UTF-8, which the caller answers for; its value comes next.
    package mutating func key(utf8 name: [UInt8]) {
        string(utf8: name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// A string.
    package mutating func string(_ value: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        JSONEscape.append(value, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A string in UTF-8, which the caller answers for (`JSONScan.isUTF8`).
    package mutating func string(utf8 value: [UInt8]) {
        string(utf8: value, value.indices)
    }

    /// A part of UTF-8 bytes as a string; the caller answers for the encoding (`JSONScan.isUTF8`).
    package mutating func string(utf8 value: [UInt8], _ range: Range<Int>) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        JSONEscape.append(value, range, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A whole number.
    package mutating func integer(_ value: Int) { integer(Int64(value)) }

    /// A whole number.
    package mutating func integer(_ value: Int64) {
        separate()
        appendDigits(value)
    }

    /// A number, in the fewest digits that tell it apart from its neighbours; `null` for infinity
    /// and NaN, which JSON cannot say (RFC 8259 §6).
    package mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        bytes.append(contentsOf: value.description.utf8)
    }

    /// `true` or `false`
    package mutating func boolean(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// `null`
    package mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// A value that is JSON already, as it stands.
    package mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// A part of a text that is one value, as it stands.
    package mutating func raw(_ json: [UInt8], _ range: Range<Int>) {
        separate()
        bytes.append(contentsOf: json[range])
    }

    /// A value of another text, as it stands there.
    package mutating func raw(_ value: JSONValue) { raw(value.text.bytes, value.range) }

    private mutating func appendDigits(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            bytes.append(UInt8(ascii: "0") + UInt8(digit))
            rest = quotient
        } while rest > 0
        bytes[start...].reverse()
    }
}
