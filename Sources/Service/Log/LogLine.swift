/// The bytes of one line, in either form.
struct LogLine {
    private(set) var bytes: [UInt8] = []
    private let format: Log.Format
    private var isEmpty = true

    /// Scalars of one value: a line stays short whatever a peer said.
    private static let scalarsMax = 500

    init(format: Log.Format, priority: Int?) {
        self.format = format
        bytes.reserveCapacity(256)
        // sd-daemon(3): a line that begins with "<3>" has that priority in the journal.
        if let priority { bytes += Array("<\(priority)>".utf8) }
        if format == .json { bytes.append(UInt8(ascii: "{")) }
    }

    mutating func add(_ field: LogField) {
        beginField(field.name)
        switch field.value {
        case .text(let text): add(text: text)
        case .integer(let number): bytes += Array(String(number).utf8)
        case .boolean(let flag): bytes += Array(String(flag).utf8)
        }
    }

    /// The line with its end.
    consuming func ended() -> [UInt8] {
        if format == .json { bytes.append(UInt8(ascii: "}")) }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private mutating func beginField(_ name: StaticString) {
        let name = name.description.utf8
        switch format {
        case .logfmt:
            if !isEmpty { bytes.append(UInt8(ascii: " ")) }
            bytes += name
            bytes.append(UInt8(ascii: "="))
        case .json:
            if !isEmpty { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "\""))
            bytes += name
            bytes += Array("\":".utf8)
        }
        isEmpty = false
    }

    private mutating func add(text: String) {
        if format == .logfmt, Self.isPlain(text) {
            bytes += text.utf8
        } else {
            addQuoted(text)
        }
    }

    /// Needs no quotes in logfmt: short, and of characters that no reader of logfmt takes for
    /// another thing. A word that looks like a number is left plain as well: logfmt has no types.
    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= scalarsMax
            && text.utf8.allSatisfy { ASCII.isUnreserved($0) || "/:@+,%[]()<>*!".utf8.contains($0) }
    }

    /// A JSON string (RFC 8259 section 7), which readers of logfmt understand as well.
    private mutating func addQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars.prefix(Self.scalarsMax) {
            switch scalar {
            case "\"": bytes += Array("\\\"".utf8)
            case "\\": bytes += Array("\\\\".utf8)
            case "\n": bytes += Array("\\n".utf8)
            case "\r": bytes += Array("\\r".utf8)
            case "\t": bytes += Array("\\t".utf8)
            case _ where PrintableText.isHidden(scalar): bytes += PrintableText.escape(scalar)
            default: bytes += Array(String(scalar).utf8)
            }
        }
        if !text.unicodeScalars.dropFirst(Self.scalarsMax).isEmpty { bytes += Array("…".utf8) }
        bytes.append(UInt8(ascii: "\""))
    }
}
