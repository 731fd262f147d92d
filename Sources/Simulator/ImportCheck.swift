internal import JSON

/// Checks the rows of an import: shape, identity, status, and whether the result is the one that
/// the simulated process gives for that very row.
struct ImportCheck: Sendable {
    private let columns: [OfferColumn]
    private let cellCount: Int
    /// Used again for every row.
    private var cells: [Range<Int>] = []
    private var expected: [UInt8] = []

    init(_ definition: ServiceDefinition) {
        columns = definition.columns
        cellCount = definition.outputCount
    }

    /// A row that keeps the rules.
    struct Checked {
        let row: Int
        let status: Status
        /// A hash of what was reported.
        let content: UInt64
        /// What is wrong with it all the same; the row counts as reported.
        let violation: String?
    }

    enum Status { case success, warning, failure }

    /// Where the cells of the row last checked are.
    var lastCells: [Range<Int>] { cells }

    /// - Returns: the row, or the rule it breaks so that it counts for none.
    mutating func check(
        _ body: [UInt8], _ range: Range<Int>, _ source: RowSource, rows: Int, checksResults: Bool
    ) -> Result<Checked, RuleBroken> {
        cells.removeAll(keepingCapacity: true)
        var cursor = JSONCursor(body, range)
        while let cell = cursor.nextElement() { cells.append(cell) }
        guard cells.count == cellCount else {
            return .failure(RuleBroken("a row has \(cells.count) cells, not \(cellCount)"))
        }
        let correlation = Bytes.content(body, cells[ServiceDefinition.correlationPlace])
        guard let row = source.row(ofCorrelationID: body, correlation, expected: &expected),
            row < rows
        else { return .failure(RuleBroken("a row's correlation id is none of this data set's")) }
        guard let status = Self.status(body, cells[ServiceDefinition.statusPlace]) else {
            return .failure(RuleBroken("row \(row) has a status that does not exist"))
        }
        var violation = messageProblem(body, row, status)
        var content: UInt64 = 1
        if status == .success, checksResults {
            let problem = resultProblem(body, row, source)
            if problem != nil { content = Self.hash(body, range) }
            violation = violation ?? problem
        } else {
            content = Self.hash(body, range)
        }
        return .success(
            Checked(row: row, status: status, content: content, violation: violation))
    }

    /// Why a row counts for none.
    struct RuleBroken: Error {
        let text: String

        init(_ text: String) { self.text = text }
    }

    private static func hash(_ body: [UInt8], _ range: Range<Int>) -> UInt64 {
        var hash = ContentHash()
        hash.add(body, range)
        return hash.value
    }

    private static func status(_ body: [UInt8], _ cell: Range<Int>) -> Status? {
        let content = Bytes.content(body, cell)
        guard content != cell else { return nil }
        if Bytes.equal(body, content, success) { return .success }
        if Bytes.equal(body, content, failure) { return .failure }
        return Bytes.equal(body, content, warning) ? .warning : nil
    }

    private static let success = Array("success".utf8)
    private static let warning = Array("warning".utf8)
    private static let failure = Array("failure".utf8)

    private func messageProblem(_ body: [UInt8], _ row: Int, _ status: Status) -> String? {
        let cell = cells[ServiceDefinition.messagePlace]
        if Bytes.isEmpty(body, cell) {
            return status == .failure ? "row \(row) failed without a message" : nil
        }
        guard body[cell.lowerBound] == UInt8(ascii: "\"") else {
            return "the message of row \(row) is no string"
        }
        if status == .success { return "row \(row) succeeded with a message" }
        var message: [UInt8] = []
        JSONScan.unescape(body, cell, into: &message)
        let length = String(decoding: message, as: UTF8.self).unicodeScalars.count
        return length > ServiceDefinition.messageWidth
            ? "the message of row \(row) has \(length) characters" : nil
    }

    private mutating func resultProblem(
        _ body: [UInt8], _ row: Int, _ source: RowSource
    ) -> String? {
        expected.removeAll(keepingCapacity: true)
        source.appendAmount(row, to: &expected)
        var amountHash = ContentHash()
        amountHash.add(expected)
        let city = source.city(row)
        let offer = Offer(amountHash: amountHash.value, cityHash: city.hash)
        for (index, column) in columns.enumerated() {
            let cell = cells[ServiceDefinition.resultPlace + index]
            let isRight =
                switch column {
                case .status: Bytes.says(body, cell, offer.status)
                case .amount: Bytes.says(body, cell, expected)
                case .city: Bytes.says(body, cell, city.content)
                case .id: offer.isIdentified(by: body, Bytes.content(body, cell))
                }
            if !isRight { return "\(column.rawValue) of row \(row) is not what the process gave" }
        }
        return nil
    }
}

extension Offer {
    /// Whether a text is this offer's id.
    fileprivate func isIdentified(by bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard range.count == 16 else { return false }
        var number: UInt64 = 0
        let span = bytes.span
        for index in range {
            let byte = span[index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                number = number << 4 | UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                number = number << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
            default: return false
            }
        }
        return number == id
    }
}
