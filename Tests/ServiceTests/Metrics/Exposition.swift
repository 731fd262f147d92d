import Foundation

/// What `/metrics` answered, taken apart.
struct Exposition {
    /// By name, without what a histogram appends.
    private(set) var kinds: [String: String] = [:]
    /// By name and labels, as they stand in the text.
    private(set) var values: [String: Double] = [:]

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.starts(with: ["#", "TYPE"]), words.count == 4 {
                kinds[String(words[2])] = String(words[3])
            } else if !line.hasPrefix("#"), let space = line.lastIndex(of: " ") {
                values[String(line[..<space])] = Double(line[line.index(after: space)...])
            }
        }
    }

    subscript(series: String) -> Double? { values[series] }

    /// The sum over all series of a name that have these labels.
    func sum(_ name: String, _ labels: String = "") -> Double {
        values.filter { $0.key.hasPrefix(name + "{") }
            .filter { labels.isEmpty || $0.key.contains(labels) }
            .map(\.value).reduce(0, +)
    }

    var names: Set<String> { Set(kinds.keys) }

    /// Every metric that a text speaks of, as it is exported.
    static func names(in text: String) throws -> Set<String> {
        let pattern = try Regex(#"\b(mpo_bridge|process)_[a-z_]+"#)
        return Set(
            text.matches(of: pattern).map { match in
                var name = String(match.0)
                for suffix in ["_bucket", "_sum", "_count"] where name.hasSuffix(suffix) {
                    name.removeLast(suffix.count)
                }
                return name
            })
    }
}
