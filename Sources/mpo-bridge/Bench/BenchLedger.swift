import JSON

/// What both simulated sides have counted, as far as it proves something or costs the bridge
/// something.
struct BenchLedger: Hashable, Sendable {
    // The simulated MPO's.
    var calls = 0
    var created = 0
    var duplicates = 0
    var signatureFailures = 0
    // The simulated product's.
    var invocations = 0
    var finished = 0
    var rows = 0
    var missing = 0
    var succeeded = 0
    var pages = 0
    var batches = 0
    var completions = 0
    var violationCount = 0
    var firstViolation: String?

    init?(mpo: JSONValue, product: JSONValue) {
        let numbers: [(JSONValue, String, WritableKeyPath<Self, Int>)] = [
            (mpo, "calls", \.calls), (mpo, "created", \.created),
            (mpo, "duplicates", \.duplicates), (mpo, "signatureFailures", \.signatureFailures),
            (product, "invocations", \.invocations), (product, "finished", \.finished),
            (product, "rows", \.rows), (product, "missing", \.missing),
            (product, "succeeded", \.succeeded), (product, "pages", \.pages),
            (product, "batches", \.batches), (product, "completions", \.completions),
            (product, "violationCount", \.violationCount),
        ]
        for (side, name, path) in numbers {
            guard let number = side[name]?.integer else { return nil }
            self[keyPath: path] = number
        }
        firstViolation = product["violations"]?[0]?.string
    }

    /// What is wrong with a run that is over.
    ///
    /// - Parameter unknownMax: rows that may have another end than success, as those on their way
    ///   when a daemon was killed.
    func problems(unknownMax: Int = 0) -> [String] {
        var problems: [String] = []
        if finished < invocations {
            problems.append("\(invocations - finished) invocations were not finished")
        }
        if missing > 0 { problems.append("\(missing) rows have no result") }
        if duplicates > 0 { problems.append("\(duplicates) tasks were created twice") }
        if rows - missing - succeeded > unknownMax {
            problems.append("\(rows - missing - succeeded) rows did not succeed")
        }
        if signatureFailures > 0 { problems.append("\(signatureFailures) wrong signatures") }
        if violationCount > 0 {
            problems.append("\(violationCount) rules broken, first: \(firstViolation ?? "")")
        }
        return problems
    }

    /// Calls that the bridge made to the product.
    var productCalls: Int { pages + batches + completions }
}
