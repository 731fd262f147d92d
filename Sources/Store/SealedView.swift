internal import SQLite

/// How a verification sees the values of sealed columns.
enum SealedView {
    /// They are not sealed.
    case open
    /// They are, and this opens them.
    case opened(Vault)
    /// They are, and nothing opens them.
    case closed

    /// Values that are looked at in one read transaction.
    private static let valuesMax = 10_000
    private static let bytesMax = 16 << 20

    var isOpen: Bool { if case .open = self { true } else { false } }

    init(
        of connection: borrowing Connection, _ key: StoreKey?, _ report: inout VerificationReport
    ) throws(StoreError) {
        let found = try Sealing(of: connection)
        guard found.next == nil else {
            report.add(
                VerificationReport.Finding(
                    invocation: nil, key: nil, what: "a rekey did not come to its end",
                    meaning: "no daemon starts on it: run `mpo-bridge rekey` again"))
            self = .closed
            return
        }
        guard let form = found.current else {
            self = .open
            return
        }
        if let key {
            try Sealing.check(form, key)
            self = .opened(Vault(key))
        } else {
            self = .closed
        }
    }

    /// Whether each sealed value can be opened where it stands, or none is sealed. Those of pages
    /// and calls are looked at with their invocation.
    func check(
        _ connection: borrowing Connection, _ report: inout VerificationReport
    ) throws(StoreError) {
        let vault: Vault?
        switch self {
        case .open: vault = nil
        case .opened(let opening): vault = opening
        case .closed: return
        }
        for column in SealedColumn.allCases where column != .pageRows && column != .callResults {
            var walk = try stored { () throws(SQLiteError) in
                try SealedValues(column, on: connection)
            }
            var isMore = true
            while isMore {
                isMore = try walk.next(countMax: Self.valuesMax, bytesMax: Self.bytesMax) {
                    (place, value, isSealed) in
                    if let vault {
                        if isSealed, (try? vault.open(value, place)) != nil { return }
                    } else if !isSealed {
                        return
                    }
                    report.add(
                        VerificationReport.Finding(
                            invocation: nil, key: nil, what: "\(place) cannot be opened",
                            meaning: "it was changed, or comes from another place"))
                }
            }
        }
    }
}
