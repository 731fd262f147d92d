/// What tells the series of one metric apart, as a closed set: their number is known.
protocol MetricLabel: CaseIterable, Equatable, Sendable {
    /// As they are exported, such as `call="import",result="accepted"`.
    var labels: String { get }
}

/// A counter for each member of a closed set of labels. A copy counts into the same ones.
struct CounterFamily<Label: MetricLabel>: Sendable {
    private let cases: [Label]
    private let counters: [Counter]

    init() {
        cases = Array(Label.allCases)
        counters = cases.map { _ in Counter() }
    }

    /// Sets have a dozen members at most: to look for one costs less than to hash it.
    func add(_ label: Label, _ amount: Int = 1) {
        guard let index = cases.firstIndex(of: label) else { return }
        counters[index].add(amount)
    }

    var all: [(labels: String, value: Int)] {
        zip(cases, counters).map { ($0.labels, $1.value) }
    }
}
