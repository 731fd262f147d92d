import Bridge

/// What the commands about invocations and rows are told.
extension Arguments {
    /// An invocation's id, or the beginning of one.
    mutating func invocationID() throws(CommandError) -> String {
        guard let word = positional() else {
            try finishOptions()
            throw .usage(
                "the id of an invocation is needed", hint: "'mpo-bridge invocations' lists them")
        }
        return try Self.invocationID(word)
    }

    /// The same of a word at hand.
    static func invocationID(_ word: String) throws(CommandError) -> String {
        let isID = word.utf8.allSatisfy {
            "0123456789abcdefABCDEF-".utf8.contains($0)
        }
        guard isID, (4...36).contains(word.utf8.count) else {
            throw .usage(
                "'\(word)' is no id of an invocation",
                hint: "write the id, or at least its first 4 characters")
        }
        return word.lowercased()
    }

    /// A row's number.
    static func row(_ word: String) throws(CommandError) -> Int {
        guard let row = Int(word), (0..<Limits.dataSetRowsMax).contains(row) else {
            throw .usage("'\(word)' is no number of a row", hint: "rows are numbered from 0")
        }
        return row
    }

    /// `3` or `9-12`: rows that are named one by one.
    static func rows(_ word: String) throws(CommandError) -> ClosedRange<Int> {
        let ends = word.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else {
            let row = try row(word)
            return row...row
        }
        let (first, last) = (try row(String(ends[0])), try row(String(ends[1])))
        guard first <= last else { throw .usage("'\(word)' ends before it begins") }
        return first...last
    }
}
