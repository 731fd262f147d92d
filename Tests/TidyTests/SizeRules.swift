/// Rules about how long things may be.
enum SizeRules {
    static let columnsMax = 100
    static let fileLinesMax = 400
    static let functionLinesMax = 70

    static func longLines(_ source: SourceText) -> [Finding] {
        source.lines.enumerated().compactMap { index, line in
            // Counting bytes first is quick, and nearly always enough.
            guard line.utf8.count > columnsMax, line.count > columnsMax else { return nil }
            return Finding(
                source, index + 1, "the line has \(line.count) columns, at most \(columnsMax)")
        }
    }

    static func longFile(_ source: SourceText) -> [Finding] {
        let count = source.lines.count - (source.lines.last?.isEmpty == true ? 1 : 0)
        guard count > fileLinesMax else { return [] }
        return [
            Finding(
                source, fileLinesMax + 1, "the file has \(count) lines, at most \(fileLinesMax)")
        ]
    }

    /// A comment `// Long because …` among the lines directly above a function allows it.
    static func longFunctions(_ source: SourceText) -> [Finding] {
        ScopeScanner(source.codeBytes).functions.compactMap { function in
            let count = function.lastLine - function.firstLine + 1
            guard count > functionLinesMax,
                !source.isPreceded(function.firstLine, by: { $0.contains("// Long because ") })
            else { return nil }
            return Finding(
                source, function.firstLine,
                "the function has \(count) lines, at most \(functionLinesMax)")
        }
    }
}

extension SourceText {
    /// Whether one of the comments and attributes directly above a line fits.
    func isPreceded(_ line: Int, by fits: (String) -> Bool) -> Bool {
        var index = line - 2
        while index >= 0 {
            let hasComment = comments[index].contains { $0 != " " }
            let code = self.code[index].drop { $0 == " " }
            if !hasComment || !code.isEmpty, !code.hasPrefix("@") { return false }
            if hasComment, fits(comments[index]) { return true }
            index -= 1
        }
        return false
    }

    /// Whether a comment for readers of the interface stands directly above a line.
    func isDocumented(_ line: Int) -> Bool {
        isPreceded(line) { $0.contains("///") }
    }

    /// Whether any comment stands directly above a line.
    func isCommented(_ line: Int) -> Bool { isPreceded(line) { _ in true } }
}
