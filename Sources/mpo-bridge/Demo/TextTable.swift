/// A table for a terminal, as wide as its contents and never wider than the terminal: what does
/// not fit is cut, first in the last column.
struct TextTable {
    enum Line {
        /// One text over all columns.
        case title(String)
        case cells([String])
        /// Some cells, and a text that takes the place of all others, on several lines if need be.
        case message([String], String)
    }

    private static let gap = "  "
    private static let columnWidthMin = 6
    /// With less room than this behind its cells, a message begins on the next line.
    private static let messageWidthMin = 20

    var headings: [String]
    var lines: [Line] = []

    init(_ headings: [String]) { self.headings = headings }

    func text(width: Int) -> String {
        let widths = columnWidths(within: width)
        var texts = [render(headings, widths)]
        for line in lines {
            switch line {
            case .title(let title): texts += ["", title]
            case .cells(let cells): texts.append(render(cells, widths))
            case .message(let cells, let message):
                texts += render(cells, message, widths, within: width)
            }
        }
        return texts.joined(separator: "\n")
    }

    /// Columns at the right that would not fit at all are left out.
    private func columnWidths(within width: Int) -> [Int] {
        var widths = headings.map { DisplayWidth.of($0) }
        for line in lines {
            let cells: [String]
            switch line {
            case .title: continue
            case .cells(let all): cells = all
            case .message(let some, _): cells = some
            }
            for (index, cell) in cells.enumerated() where index < widths.count {
                widths[index] = max(widths[index], DisplayWidth.of(cell))
            }
        }
        var left = width
        var fitting: [Int] = []
        for column in widths {
            let room = left - (fitting.isEmpty ? 0 : Self.gap.count)
            guard column <= room || room >= Self.columnWidthMin else { break }
            fitting.append(min(column, room))
            left = room - min(column, room)
        }
        return fitting
    }

    private func render(_ cells: [String], _ widths: [Int]) -> String {
        let padded = zip(cells, widths).map { DisplayWidth.fit($0, $1) }
        return Self.trimmed(padded.joined(separator: Self.gap))
    }

    private func render(
        _ cells: [String], _ message: String, _ widths: [Int], within width: Int
    ) -> [String] {
        let start = render(cells, widths)
        let used = widths.prefix(cells.count).reduce(0) { $0 + $1 + Self.gap.count }
        let room = width - used
        guard room >= Self.messageWidthMin else {
            return [start] + DisplayWidth.wrap(message, max(1, width - 2)).map { "  " + $0 }
        }
        return DisplayWidth.wrap(message, room).enumerated().map { index, piece in
            DisplayWidth.fit(index == 0 ? start : "", used) + piece
        }
    }

    private static func trimmed(_ text: String) -> String {
        String(text.reversed().drop { $0 == " " }.reversed())
    }
}
