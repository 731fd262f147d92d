/// How often a task was created for each reference, kept in a bit a row for the references the
/// bridge makes (`<invocationId>-<row>`) and in an entry each for all others.
struct CreationLedger: Sendable {
    /// Tasks created.
    private(set) var created = 0
    /// References that have at least one.
    private(set) var references = 0
    /// Tasks beyond the first of their reference: the number that must be 0.
    private(set) var duplicates = 0
    /// Tasks without a reference.
    private(set) var withoutReference = 0
    /// Tasks whose reference found no more room in this ledger.
    private(set) var untracked = 0

    private struct InvocationName: Hashable, Sendable {
        let high: UInt64
        let low: UInt64
    }

    private struct Created: Sendable {
        /// Rows 0 to 63: a small invocation costs no allocation.
        var first: UInt64 = 0
        var others: [UInt64] = []
    }

    private var places: [InvocationName: Int] = [:]
    private var invocations: [Created] = []
    private var last: (name: InvocationName, place: Int)?
    /// Hashes of references of another form.
    private var otherReferences: Set<UInt64> = []
    /// Further tasks of a reference, by its hash.
    private var further: [UInt64: Int] = [:]

    private static let invocationsMax = 2_000_000
    private static let otherReferencesMax = 1_000_000
    private static let furtherMax = 100_000
    private static let rowsMax = RowSource.rowsMax

    /// A task without a reference was created.
    mutating func createdWithoutReference() {
        created += 1
        withoutReference += 1
    }

    /// A task was created for the reference at a range.
    mutating func created(_ bytes: [UInt8], _ reference: Range<Int>) {
        created += 1
        if let (name, row) = Self.parse(bytes, reference) {
            guard let place = place(of: name) else {
                untracked += 1
                return
            }
            note(isNew: insert(row, place), bytes, reference)
        } else {
            let hash = Self.hash(bytes, reference)
            guard otherReferences.count < Self.otherReferencesMax || otherReferences.contains(hash)
            else {
                untracked += 1
                return
            }
            note(isNew: otherReferences.insert(hash).inserted, bytes, reference)
        }
    }

    /// How many tasks were created for a reference.
    func creations(of reference: [UInt8]) -> Int {
        let hash = Self.hash(reference, reference.indices)
        let isKnown: Bool
        if let (name, row) = Self.parse(reference, reference.indices) {
            isKnown = places[name].map { contains(row, $0) } ?? false
        } else {
            isKnown = otherReferences.contains(hash)
        }
        return (isKnown ? 1 : 0) + further[hash, default: 0]
    }

    private mutating func note(isNew: Bool, _ bytes: [UInt8], _ reference: Range<Int>) {
        if isNew {
            references += 1
            return
        }
        duplicates += 1
        let hash = Self.hash(bytes, reference)
        if further.count < Self.furtherMax || further[hash] != nil {
            further[hash, default: 0] += 1
        }
    }

    private mutating func place(of name: InvocationName) -> Int? {
        if let last, last.name == name { return last.place }
        let place: Int
        if let known = places[name] {
            place = known
        } else {
            guard invocations.count < Self.invocationsMax else { return nil }
            place = invocations.count
            invocations.append(Created())
            places[name] = place
        }
        last = (name, place)
        return place
    }

    private mutating func insert(_ row: Int, _ place: Int) -> Bool {
        let bit: UInt64 = 1 << UInt64(row & 63)
        if row < 64 {
            let isNew = invocations[place].first & bit == 0
            invocations[place].first |= bit
            return isNew
        }
        let word = row / 64 - 1
        let missing = word + 1 - invocations[place].others.count
        if missing > 0 {
            invocations[place].others += repeatElement(0, count: missing)
        }
        let isNew = invocations[place].others[word] & bit == 0
        invocations[place].others[word] |= bit
        return isNew
    }

    private func contains(_ row: Int, _ place: Int) -> Bool {
        let bit: UInt64 = 1 << UInt64(row & 63)
        if row < 64 { return invocations[place].first & bit != 0 }
        let word = row / 64 - 1
        return word < invocations[place].others.count && invocations[place].others[word] & bit != 0
    }

    /// The hash by which references of any form are told apart.
    static func hash(_ bytes: [UInt8], _ reference: Range<Int>) -> UInt64 {
        var hash = ContentHash()
        hash.add(bytes, reference)
        return hash.value
    }

    /// A UUID, a dash and a row number; `nil` for every other form.
    private static func parse(
        _ bytes: [UInt8], _ reference: Range<Int>
    ) -> (name: InvocationName, row: Int)? {
        guard reference.count > 37, bytes[reference.lowerBound + 36] == UInt8(ascii: "-") else {
            return nil
        }
        let digits = reference.lowerBound + 37..<reference.upperBound
        guard let row = Bytes.decimal(bytes, digits), row < rowsMax,
            digits.count == 1 || bytes[digits.lowerBound] != UInt8(ascii: "0")
        else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        let span = bytes.span
        for index in 0..<36 {
            let byte = span[reference.lowerBound + index]
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = hexadecimalDigit(byte) else { return nil }
            words.0 = words.0 << 4 | words.1 >> 60
            words.1 = words.1 << 4 | UInt64(digit)
        }
        return (InvocationName(high: words.0, low: words.1), row)
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        // Lower case only: another spelling is another reference.
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
