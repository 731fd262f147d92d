import AMS
import Bridge
import JSON

/// Rows are counted and cut rightly, and what is kept of an invoke can be read back.
enum MessageRules {
    static func checkInvoke(_ bytes: [UInt8]) {
        guard let message = try? InvokeMessage(body: bytes) else { return }
        guard let again = try? InvokeMessage.invocation(fromHead: message.head) else {
            preconditionFailure("the kept head of an accepted invoke cannot be read")
        }
        precondition(again == message.invocation, "the kept head says something else")
        check(message.pages ?? [], firstRow: 0, rowCount: message.rowCount)
    }

    static func checkPage(_ bytes: [UInt8]) {
        guard let page = try? ExportPage(body: bytes, firstRow: 1_000) else { return }
        check(page.pages, firstRow: 1_000, rowCount: page.rowCount)
        let nothing = RecordDefinition(inputs: [], outputs: [], outputsText: [])
        if let names = page.columns(unlike: nothing) {
            precondition((try? JSONText(names)) != nil, "the columns' names are no JSON")
        }
    }

    private static func check(_ pages: [RowPage], firstRow: Int, rowCount: Int) {
        var next = firstRow
        for page in pages {
            precondition(page.firstRow == next, "pages have a gap")
            precondition(
                (1...Limits.pageRowsMax).contains(page.rowCount), "a page has a wrong size")
            guard let text = try? JSONText(page.rows) else {
                preconditionFailure("a page is no JSON")
            }
            let starts = text.root.elements.map { UInt32($0.range.lowerBound) }
            precondition(page.starts == starts, "a row does not begin where its page says")
            next += page.rowCount
        }
        precondition(next - firstRow == rowCount, "rows were lost between pages")
    }
}
