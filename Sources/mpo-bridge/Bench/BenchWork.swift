/// What has to be done for a scenario, whoever does it.
struct BenchWork: Sendable {
    let operationsPerCall: Int
    let mpoCalls: Int
    let productCalls: Int
    let invokes: Int
    let rowsEach: Int

    var calls: Int { mpoCalls + productCalls }

    /// As the daemon was seen to do it.
    init(_ floor: BenchFloor, _ plan: BenchPlan) {
        self.init(
            operationsPerCall: plan.operationsPerCall, mpoCalls: floor.signatures,
            productCalls: floor.calls - floor.signatures, invokes: floor.invokes,
            rowsEach: plan.rowsEach)
    }

    init(
        operationsPerCall: Int, mpoCalls: Int, productCalls: Int, invokes: Int, rowsEach: Int
    ) {
        self.operationsPerCall = operationsPerCall
        self.mpoCalls = mpoCalls
        self.productCalls = productCalls
        self.invokes = invokes
        self.rowsEach = rowsEach
    }

    /// A part of it with at most so many calls, in nearly the same proportions.
    func cut(toCalls callsMax: Int) -> BenchWork {
        guard calls > callsMax else { return self }
        func share(_ number: Int) -> Int { max(1, number * callsMax / calls) }
        return BenchWork(
            operationsPerCall: operationsPerCall, mpoCalls: share(mpoCalls),
            productCalls: share(productCalls), invokes: share(invokes), rowsEach: rowsEach)
    }

    /// Whether the call of that number goes to the product: those are spread evenly, for ever.
    func isProductCall(_ number: Int) -> Bool {
        (number + 1) * productCalls / calls > number * productCalls / calls
    }

    /// How many invokes have come when so many calls were begun.
    func invokes(atCall number: Int) -> Int { number * invokes / calls }
}
