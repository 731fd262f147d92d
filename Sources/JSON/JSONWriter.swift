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

    /// Whether the next value or name needs a comma before it.
    @inline(__always)
    private var isCommaDue: Bool {
        switch bytes.last {
        case nil, UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ":"): false
        default: true
        }
    }

    /// A comma, where one is due.
    @inline(__always)
    private mutating func separate() {
        if isCommaDue { bytes.append(UInt8(ascii: ",")) }
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
        appendString(name.utf8Span.span, isName: true)
    }

    /// A member's name in UTF-8, which the caller answers for; its value comes next.
    package mutating func key(utf8 name: [UInt8]) {
        appendString(name.span, isName: true)
    }

    /// A string.
    package mutating func string(_ value: String) {
        appendString(value.utf8Span.span, isName: false)
    }

    /// A string in UTF-8, which the caller answers for.
    package mutating func string(utf8 value: [UInt8]) {
        appendString(value.span, isName: false)
    }

    /// A part of UTF-8 bytes as a string; the caller answers for the encoding.
    package mutating func string(utf8 value: [UInt8], _ range: Range<Int>) {
        appendString(value.span.extracting(range), isName: false)
    }

    private mutating func appendString(_ content: Span<UInt8>, isName: Bool) {
        let isCommaDue = isCommaDue
        // Hardly any string has something to escape: then all of it goes out at one stroke.
        let clean = JSONEscape.clean(content, 0)
        guard clean == content.count else {
            separate()
            bytes.append(UInt8(ascii: "\""))
            JSONEscape.append(content, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
            if isName { bytes.append(UInt8(ascii: ":")) }
            return
        }
        bytes.append(addingCapacity: content.count + 4) { output in
            if isCommaDue { output.append(UInt8(ascii: ",")) }
            output.append(UInt8(ascii: "\""))
            for index in content.indices { output.append(content[index]) }
            output.append(UInt8(ascii: "\""))
            if isName { output.append(UInt8(ascii: ":")) }
        }
    }

    /// A whole number.
    package mutating func integer(_ value: Int) { integer(Int64(value)) }

    /// A whole number.
    package mutating func integer(_ value: Int64) {
        let isCommaDue = isCommaDue
        // Digits come lowest first: filled in from the end. Int64.min has 19 of them.
        var digits: [20 of UInt8] = .init(repeating: UInt8(ascii: "0"))
        var start = digits.count
        var rest = value.magnitude
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        } while rest > 0
        bytes.append(addingCapacity: 22) { output in
            if isCommaDue { output.append(UInt8(ascii: ",")) }
            if value < 0 { output.append(UInt8(ascii: "-")) }
            for index in start..<digits.count { output.append(digits[index]) }
        }
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
    package mutating func raw(_ json: [UInt8]) { raw(json, json.indices) }

    /// A part of a text that is one value, as it stands.
    package mutating func raw(_ json: [UInt8], _ range: Range<Int>) {
        let isCommaDue = isCommaDue
        let value = json.span.extracting(range)
        bytes.append(addingCapacity: value.count + 1) { output in
            if isCommaDue { output.append(UInt8(ascii: ",")) }
            for index in value.indices { output.append(value[index]) }
        }
    }

    /// A value of another text, as it stands there.
    package mutating func raw(_ value: JSONValue) { raw(value.text.bytes, value.range) }

    /// Bytes as they are, without a comma: for pieces of JSON that were made ready before.
    package mutating func append(_ piece: [UInt8]) { append(piece, piece.indices) }

    /// A part of bytes as they are, without a comma.
    package mutating func append(_ piece: [UInt8], _ range: Range<Int>) {
        ByteCopy.append(piece.span.extracting(range), to: &bytes)
    }
}
