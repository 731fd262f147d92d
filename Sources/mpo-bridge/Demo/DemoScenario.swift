import Simulator

/// What the demonstration sends, and what goes wrong on the way: always the same, so that the
/// counts at the end can be known beforehand.
struct DemoScenario {
    /// Rows of each of the two data sets.
    let rows: Int

    /// Three rows of each data set have an amount that is no number.
    private var badAmountEvery: Int { rows / 3 }

    /// `maxPullPageSize`: four pages and more.
    var pullPageMax: Int { min(1_000, rows / 4) }

    /// `maxPushBatchSize`: five batches and more.
    var pushBatchMax: Int { min(1_000, rows / 5) }

    /// A limit for everything together, far above what it takes: a debug build on a busy machine
    /// is to pass as well.
    var limit: Duration { .seconds(60) + .milliseconds(20) * rows }

    // MARK: - What is known beforehand

    /// Rows of both data sets.
    var allRows: Int { 2 * rows }

    /// Rows that cannot be mapped.
    var unmappable: Int { 2 * (rows / badAmountEvery) }

    func isUnmappable(_ row: Int) -> Bool { (row + 1) % badAmountEvery == 0 }

    /// Rows that MPO refuses.
    let refused = 1
    /// Rows whose task is created, and whose answer does not come in time.
    let unknown = 1
    /// Calls that MPO is too busy for.
    let postponed = 1
    /// Imports that the product is too busy for.
    let importsPostponed = 1

    var succeeded: Int { allRows - unmappable - refused - unknown }

    /// Operations, each of which is called for once in the end.
    private var operations: Int { allRows - unmappable }

    // MARK: - The two sides

    var mpo: MPOOptions {
        var options = MPOOptions()
        options.behaviour.latency = .milliseconds(10) ... .milliseconds(60)
        options.behaviour.retryAfter = 1
        options.behaviour.faults = [
            FaultRule(.tooMany, .only(operations / 2)),
            FaultRule(.invalid, .only(operations / 3)),
            FaultRule(.timeout, .only(operations * 2 / 3)),
        ]
        return options
    }

    var product: ProductOptions {
        var options = ProductOptions()
        options.rowsKeptMax = allRows
        options.behaviour.shape.badAmountEvery = badAmountEvery
        options.behaviour.shape.pullPageMax = pullPageMax
        options.behaviour.shape.pushBatchMax = pushBatchMax
        options.behaviour.faults = [
            FaultRule(ProductFault(.import, .unavailable), .only(2))
        ]
        return options
    }
}
