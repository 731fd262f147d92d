/// "Did you mean …?"
package enum Suggestion {
    /// The candidate that is nearest to a word, unless even that one is a different word: at most
    /// one edit for three characters, case aside.
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        let word = Array(word.lowercased())
        guard word.count <= 64 else { return nil }
        let distances = candidates.map { (distance(word, Array($0.lowercased())), $0) }
        guard let (distance, nearest) = distances.min(by: { $0.0 < $1.0 }) else { return nil }
        return distance <= max(1, word.count / 3) && distance < word.count ? nearest : nil
    }

    /// How many insertions, deletions, replacements and swaps of neighbours lead from one word to
    /// the other, where no part is edited twice (the "optimal string alignment" distance).
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                let replaced = last[j] + (left[i] == right[j] ? 0 : 1)
                var best = min(replaced, last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[right.count]
    }
}
