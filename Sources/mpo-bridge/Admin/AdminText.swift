import JSON
import Service

/// How the daemon's values look on a terminal.
enum AdminText {
    /// As much of an id as tells invocations apart, and as commands take it.
    static func shortID(_ value: JSONValue?) -> String {
        String((value?.string ?? "").prefix(13))
    }

    /// `2026-11-22T08:00:03.042Z` as `2026-11-22 08:00:03`.
    static func time(_ value: JSONValue?) -> String {
        guard let text = value?.string, text.count >= 19 else { return "-" }
        return text.prefix(10) + " " + text.dropFirst(11).prefix(8)
    }

    static func number(_ value: JSONValue?) -> String {
        value?.integer.map { ProgressLine.grouped($0) } ?? "-"
    }

    /// A text from outside, without anything that would steer the terminal.
    static func word(_ value: JSONValue?) -> String {
        value?.string.map { PrintableText.escaped($0, max: 2_000) } ?? "-"
    }

    /// JSON whose strings hold nothing that would steer a terminal: the same value, some of its
    /// characters written as escapes.
    static func line(_ json: some Collection<UInt8>) -> [UInt8] {
        // Line ends and other controls of ASCII can stand between values only: within strings they
        // are escapes already.
        guard json.contains(where: { $0 >= 0x7f }) else { return json + [UInt8(ascii: "\n")] }
        let text = String(decoding: json, as: UTF8.self)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.count + 1)
        for scalar in text.unicodeScalars {
            if scalar.value >= 0x7f, PrintableText.isHidden(scalar) {
                bytes += PrintableText.escape(scalar)
            } else {
                bytes += Array(String(scalar).utf8)
            }
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }
}

/// Facts below each other, each behind its name, as wide as the terminal.
struct FactList {
    private static let nameWidth = 11
    private var lines: [String] = []

    mutating func add(_ name: String, _ texts: String...) {
        let room = max(20, Console.width - Self.nameWidth - 2)
        for (index, piece) in texts.flatMap({ DisplayWidth.wrap($0, room) }).enumerated() {
            lines.append(DisplayWidth.fit(index == 0 ? name : "", Self.nameWidth) + "  " + piece)
        }
    }

    /// A command stands on one line, however long it is: it is copied.
    mutating func add(command: String) {
        lines.append(String(repeating: " ", count: Self.nameWidth + 2) + command)
    }

    var text: String { lines.joined(separator: "\n") }
}
