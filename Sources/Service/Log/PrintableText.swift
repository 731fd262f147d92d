/// Text from outside, made safe for terminals, log files and people.
package enum PrintableText {
    /// Whether a scalar would act on a terminal or a reader instead of being seen: control
    /// characters, line and paragraph separators, and invisible ones such as those that turn the
    /// direction of writing.
    package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7f { return scalar.value < 0x20 }
        if scalar.value < 0xa0 { return true }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
        default: false
        }
    }

    /// The text with each hidden scalar as `\uXXXX`, cut after so many scalars (a character may
    /// have any number of them).
    package static func escaped(_ text: String, max: Int = 500) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(max) {
            if isHidden(scalar) {
                result += String(decoding: escape(scalar), as: UTF8.self)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.dropFirst(max).isEmpty ? result : result + "…"
    }

    /// `\uXXXX` as JSON has it: two of them beyond the first 65,536 scalars (RFC 8259 section 7).
    package static func escape(_ scalar: Unicode.Scalar) -> [UInt8] {
        UTF16.encode(scalar)?.flatMap { unit in
            [0x5c, 0x75] + [12, 8, 4, 0].map { hexDigit(unit >> $0) }
        } ?? []
    }

    private static func hexDigit(_ unit: UInt16) -> UInt8 {
        let digit = UInt8(truncatingIfNeeded: unit & 0xf)
        return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
