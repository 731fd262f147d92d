internal import Bridge

/// One invocation as the simulated product remembers it: two bytes a row, whatever the rows hold.
struct ProductInvocation: Sendable {
    let number: Int
    let rows: Int
    let flow: InvokeFlow
    let source: RowSource
    let shape: InvokeShape
    /// `dataSet.id`.
    let dataSetID: [UInt8]
    /// The last part of the endpoints' paths.
    let pathID: [UInt8]
    /// As the bridge named it in its acknowledgement or in its first call, whatever came first.
    private(set) var invocationID: [UInt8]?
    /// A hash of what was reported for each row; 0 where nothing was.
    private var marks: [UInt16] = []
    var counts = ReportCounts()

    init(
        number: Int, rows: Int, flow: InvokeFlow, seed: UInt64, startedAt: Int64, shape: InvokeShape
    ) {
        self.number = number
        self.rows = rows
        self.flow = flow
        self.shape = shape
        source = RowSource(
            seed: seed, invocation: number, startedAt: startedAt,
            badAmountEvery: shape.badAmountEvery, shortRowEvery: shape.shortRowEvery)
        dataSetID = Self.dataSetID(seed: seed, number: number)
        // The shape of captured ones: data set, day, number (protocol notes on AMS, 1.4).
        var path = dataSetID + Self.day
        Bytes.append(Self.numberBase + number, to: &path)
        pathID = path
    }

    private static let day = Array("-20210921-".utf8)
    private static let numberBase = 4_300_000

    /// The number in the last part of an endpoint's path.
    static func number(ofPathID path: ArraySlice<UInt8>) -> Int? {
        let digits = path.suffix(while: { $0 != UInt8(ascii: "-") })
        let bytes = Array(digits)
        guard let number = Bytes.decimal(bytes, bytes.indices), number > numberBase else {
            return nil
        }
        return number - numberBase
    }

    /// A UUID (RFC 9562, version 4 in form) that follows from seed and number.
    private static func dataSetID(seed: UInt64, number: Int) -> [UInt8] {
        let high = SeededGenerator.mix(seed &+ UInt64(truncatingIfNeeded: number))
        let low = SeededGenerator.mix(high)
        var text: [UInt8] = []
        text.reserveCapacity(56)
        let parts: [(UInt64, Int)] = [
            (high >> 32, 8), (high >> 16, 4), (high & 0x0fff | 0x4000, 4),
            (low >> 48 & 0x3fff | 0x8000, 4), (low, 12),
        ]
        for (index, part) in parts.enumerated() {
            if index > 0 { text.append(UInt8(ascii: "-")) }
            Bytes.appendHexadecimal(part.0, digits: part.1, to: &text)
        }
        return text
    }

    /// Whether the invocation is known by this id from now on; not so if it has another one.
    mutating func isNamed(_ id: [UInt8]) -> Bool {
        guard let known = invocationID else {
            invocationID = id
            return true
        }
        return known == id
    }

    /// What came of reporting a row.
    enum Report { case first, againSame, againDifferent }

    /// Notes that a row was reported.
    ///
    /// - Parameter content: a hash of all that was reported for it.
    mutating func report(_ row: Int, content: UInt64) -> Report {
        if marks.isEmpty { marks = [UInt16](repeating: 0, count: rows) }
        let mark = UInt16(truncatingIfNeeded: content) | 1
        let known = marks[row]
        if known == 0 {
            marks[row] = mark
            return .first
        }
        return known == mark ? .againSame : .againDifferent
    }

    /// Whether nothing more is expected.
    var isFinished: Bool {
        let isReported = !shape.hasImport || counts.reported == rows
        return isReported && (!shape.hasCompletion || counts.completions > 0)
    }
}

/// How the rows of an invocation travel.
package enum InvokeFlow: String, CaseIterable, Hashable, Sendable {
    /// They come along with the invoke.
    case data
    /// The bridge fetches them page by page.
    case pull
}

extension ArraySlice<UInt8> {
    /// The longest end of which every byte is of this kind.
    fileprivate func suffix(while isOfKind: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        self[(lastIndex { !isOfKind($0) }.map { $0 + 1 } ?? startIndex)...]
    }
}
