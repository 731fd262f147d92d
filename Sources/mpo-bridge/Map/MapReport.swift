import Bridge
import JSON
import Service

/// What a dry run is told as: the same facts for people and for programs.
struct MapReport {
    let trial: MapTrial
    /// What it is compared with.
    let other: MapTrial?
    let rowsMax: Int?
    /// Cells, and what comes of them, are not shown.
    let isMasked: Bool

    /// How often each fault occurred, the most frequent ones first.
    struct Tally {
        private(set) var rows = 0
        private(set) var failed = 0
        private var counts: [String: Int] = [:]

        mutating func add(_ row: DryRun.Row) {
            rows += 1
            guard case .failure(let fault) = row.operation else { return }
            failed += 1
            counts[fault.reason, default: 0] += 1
        }

        var faults: [(reason: String, count: Int)] {
            counts.map { ($0.key, $0.value) }
                .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
        }
    }

    var rows: PrefixSequence<DryRun> { trial.dryRun.prefix(rowsMax ?? .max) }

    /// Both configurations' rows, side by side.
    func pairs(_ other: MapTrial) -> Zip2Sequence<PrefixSequence<DryRun>, DryRun> {
        zip(rows, other.dryRun)
    }

    /// As JSON text: an operation, or a value of one.
    func shown(_ operation: [UInt8], of trial: MapTrial) -> [UInt8] {
        isMasked ? trial.dryRun.masked(operation) : operation
    }

    /// `nil` where there is none.
    func shown(_ value: JSONValue?, at place: OperationDifference.Place) -> [UInt8]? {
        guard let value else { return nil }
        if isMasked, case .parameter(let name) = place,
            trial.dryRun.holdsCells(name) || other?.dryRun.holdsCells(name) == true
        {
            return DryRun.maskedValue
        }
        return Array(value.bytes)
    }

    /// The columns that a fault's parameter is made of.
    func columns(of fault: RowFault, in trial: MapTrial) -> [String] {
        guard let name = fault.parameter else { return [] }
        guard let parameters = trial.dryRun.mapping.parameters else { return [name] }
        return parameters.first { $0.name == name }?.columns ?? []
    }

    /// Why a mapping was passed over, in a line.
    static func text(of mapping: MappingChoice.PassedOver) -> String {
        let differences = mapping.differences.map {
            "\($0.field.rawValue) is \"\($0.found)\", not \"\($0.wanted)\""
        }
        return PrintableText.escaped(
            "'\(mapping.name)' does not match: \(differences.joined(separator: "; "))",
            max: 2_000)
    }
}
