/// The rows of one invocation of the simulated product, made from their numbers whenever they are
/// needed: a million rows take no memory, and every result can be told from its row.
struct RowSource: Sendable {
    let seed: UInt64
    /// The invocation's number, from 1.
    let invocation: Int
    /// What every correlation id ends with.
    private let correlationEnd: [UInt8]
    /// Every nth row has an amount that is no number.
    let badAmountEvery: Int?
    /// Every nth row lacks its last cell.
    let shortRowEvery: Int?

    /// - Parameter startedAt: seconds since 1970, the last part of every correlation id.
    init(
        seed: UInt64, invocation: Int, startedAt: Int64, badAmountEvery: Int?, shortRowEvery: Int?
    ) {
        self.seed = seed
        self.invocation = invocation
        self.badAmountEvery = badAmountEvery
        self.shortRowEvery = shortRowEvery
        correlationEnd = Array(";\(invocation);\(startedAt)".utf8)
    }

    /// Rows of one data set: the correlation ids keep their twelve digits.
    static let rowsMax = 100_000_000
    private static let correlationBase = 139_690_700_000

    private func lot(_ row: Int) -> UInt64 {
        SeededGenerator.mix(
            seed ^ UInt64(truncatingIfNeeded: invocation) &* 0x9e37_79b9_7f4a_7c15
                ^ UInt64(truncatingIfNeeded: row) &* 0xd6e8_feb8_6659_fd93)
    }

    func hasBadAmount(_ row: Int) -> Bool {
        badAmountEvery.map { (row + 1) % $0 == 0 } ?? false
    }

    func isShort(_ row: Int) -> Bool { shortRowEvery.map { (row + 1) % $0 == 0 } ?? false }

    /// `<12 digits>;<n>;<unix seconds>`, the shape of captured ones (protocol notes on AMS, 1.3).
    func appendCorrelationID(_ row: Int, to bytes: inout [UInt8]) {
        Bytes.append(Self.correlationBase + row, to: &bytes)
        bytes += correlationEnd
    }

    /// The row a correlation id belongs to; `nil` when no row of this invocation can have it.
    func row(ofCorrelationID bytes: [UInt8], _ range: Range<Int>, expected: inout [UInt8]) -> Int? {
        guard range.count > 12, let number = Bytes.decimal(bytes, range.prefix(12)) else {
            return nil
        }
        let row = number - Self.correlationBase
        guard (0..<Self.rowsMax).contains(row) else { return nil }
        expected.removeAll(keepingCapacity: true)
        appendCorrelationID(row, to: &expected)
        return Bytes.equal(bytes, range, expected) ? row : nil
    }

    /// Digits with exactly two behind the point: no other row of the invocation has the same.
    func appendAmount(_ row: Int, to bytes: inout [UInt8]) {
        if hasBadAmount(row) {
            bytes += Self.badAmount
            return
        }
        Bytes.append(1000 + row, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        let cents = UInt8(truncatingIfNeeded: lot(row) % 100)
        bytes.append(UInt8(ascii: "0") + cents / 10)
        bytes.append(UInt8(ascii: "0") + cents % 10)
    }

    private static let badAmount = Array("n/a".utf8)

    /// The city of a row.
    func city(_ row: Int) -> SampleText { SampleText.cities[Int(lot(row) >> 32 & 15)] }

    private func firstName(_ row: Int) -> SampleText {
        SampleText.firstNames[Int(lot(row) >> 40 & 15)]
    }

    /// The row as a JSON array, its cells in the order of `order`.
    func appendRow(_ row: Int, order: [InputColumn], to bytes: inout [UInt8]) {
        let count = isShort(row) ? order.count - 1 : order.count
        bytes.append(UInt8(ascii: "["))
        for index in 0..<count {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            appendCell(row, order[index], to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private func appendCell(_ row: Int, _ column: InputColumn, to bytes: inout [UInt8]) {
        if column == .city {
            bytes += city(row).json
            return
        }
        if column == .firstName {
            bytes += firstName(row).json
            return
        }
        bytes.append(UInt8(ascii: "\""))
        switch column {
        case .correlationID: appendCorrelationID(row, to: &bytes)
        case .customerID: Bytes.append(1_234_000_000 + row, to: &bytes)
        case .amount: appendAmount(row, to: &bytes)
        case .firstName, .city: break
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// The input columns of the simulated service, in the order of its record definition.
enum InputColumn: String, CaseIterable, Sendable {
    case correlationID = "appcloud_row_correlation_id"
    case customerID = "CUSTOMER_ID_"
    case firstName = "FIRST_NAME"
    case city = "CITY"
    case amount = "AMOUNT"
}
