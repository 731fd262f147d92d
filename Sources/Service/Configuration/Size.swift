/// Sizes as people write them: `"64KiB"`.
enum Size {
    static let kibibyte = 1 << 10
    static let mebibyte = 1 << 20
    static let gibibyte = 1 << 30

    /// The largest first, so that a size is written with the unit that fits it best.
    private static let units: [(name: String, bytes: Int)] = [
        ("GiB", gibibyte), ("MiB", mebibyte), ("KiB", kibibyte), ("B", 1),
    ]

    static func bytes(_ text: String) -> Int? {
        guard let (number, unit) = NumberAndUnit.split(text),
            let scale = units.first(where: { $0.name == unit })
        else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: scale.bytes)
        return overflow ? nil : bytes
    }

    /// The shortest form.
    static func text(_ bytes: Int) -> String {
        let unit = units.first { bytes != 0 && bytes.isMultiple(of: $0.bytes) } ?? ("B", 1)
        return "\(bytes / unit.bytes)\(unit.name)"
    }

    /// What to write instead of a text that is no size: always one that is accepted.
    static func mend(for text: String, _ range: ClosedRange<Int>) -> String {
        let meant = (bytes(text).map { self.text($0) } ?? proposal(for: text)).flatMap { bytes($0) }
        let near = min(max(meant ?? 32 * mebibyte, range.lowerBound), range.upperBound)
        return "write \"\(self.text(near))\""
    }

    /// What was probably meant: `32 mb` is `32MiB`.
    static func proposal(for text: String) -> String? {
        guard let (number, unit) = NumberAndUnit.split(text) else { return nil }
        switch unit.lowercased().filter({ $0 != " " }) {
        case "": return self.text(number)
        case "b", "byte", "bytes": return "\(number)B"
        case "k", "kb", "kib": return "\(number)KiB"
        case "m", "mb", "mib": return "\(number)MiB"
        case "g", "gb", "gib": return "\(number)GiB"
        default: return nil
        }
    }
}
