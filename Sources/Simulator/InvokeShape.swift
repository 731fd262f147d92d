/// What the simulated product writes into its invokes.
package struct InvokeShape: Hashable, Sendable {
    /// How the endpoints and rows that an invoke goes without are written.
    package enum Absence: String, CaseIterable, Hashable, Sendable {
        case null
        case missing
    }

    /// "Should be a POST or a PUT" (source document).
    package enum ImportMethod: String, CaseIterable, Hashable, Sendable {
        case post = "POST"
        case put = "PUT"
    }

    /// "Should be either a PATCH, PUT, or a POST" (source document).
    package enum CompletionMethod: String, CaseIterable, Hashable, Sendable {
        case patch = "PATCH"
        case put = "PUT"
        case post = "POST"
    }

    /// The import endpoint's method.
    package var importMethod = ImportMethod.post
    /// The completion endpoint's method.
    package var completionMethod = CompletionMethod.patch
    /// Whether the product is interested in the results.
    package var hasImport = true
    /// Whether the product wants to hear of the end.
    package var hasCompletion = true
    /// How absent endpoints and rows are written.
    package var absence = Absence.null
    /// An invoke with data names its size too, as captured ones do.
    package var namesSizeWithData = false
    /// The token's times are milliseconds, as in older documents.
    package var tokenMilliseconds = false
    /// Every nth row has an amount that is no number.
    package var badAmountEvery: Int?
    /// Every nth row lacks its last cell.
    package var shortRowEvery: Int?
    /// `maxPullPageSize`.
    package var pullPageMax = 1_000
    /// `maxPushBatchSize`.
    package var pushBatchMax = 1_000

    /// The shape of the source document, with batches of 1000.
    package init() {}
}
