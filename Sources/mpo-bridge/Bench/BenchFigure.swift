/// One measured number, with its target where it has one.
struct BenchFigure: Sendable {
    enum Unit: String, Sendable {
        case perSecond = "1/s"
        case microseconds = "µs"
        case milliseconds = "ms"
        case seconds = "s"
        case mebibytes = "MiB"
        case count = ""
        case times = "×"
        case percent = "%"
    }

    enum Target: Sendable {
        case atLeast(Double)
        case atMost(Double)

        var value: Double {
            switch self {
            case .atLeast(let value), .atMost(let value): value
            }
        }

        var isAtLeast: Bool {
            switch self {
            case .atLeast: true
            case .atMost: false
            }
        }
    }

    let name: String
    let unit: Unit
    let value: Double
    var target: Target?
    /// What helps to judge the number.
    var note = ""

    init(_ name: String, _ value: Double, _ unit: Unit, _ target: Target? = nil) {
        self.name = name
        self.unit = unit
        self.value = value
        self.target = target
    }

    var isReached: Bool? {
        switch target {
        case .atLeast(let least): value >= least
        case .atMost(let most): value <= most
        case nil: nil
        }
    }
}
