/// One `name=value` of a log line. Names are the bridge's own words; values are ids, counts and
/// reasons of a closed vocabulary: never a cell, a secret, or the path of a signed URL.
struct LogField {
    enum Value {
        case text(String)
        case integer(Int)
        case boolean(Bool)
    }

    let name: StaticString
    let value: Value

    init(_ name: StaticString, _ text: String) {
        self.name = name
        value = .text(text)
    }

    init(_ name: StaticString, _ number: Int) {
        self.name = name
        value = .integer(number)
    }

    init(_ name: StaticString, _ flag: Bool) {
        self.name = name
        value = .boolean(flag)
    }

    /// In whole milliseconds.
    init(_ name: StaticString, _ duration: Duration) {
        let parts = duration.components
        self.init(name, Int(parts.seconds * 1_000 + parts.attoseconds / 1_000_000_000_000_000))
    }
}
