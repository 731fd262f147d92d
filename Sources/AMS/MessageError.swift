/// What is wrong with a message of the product: an invoke or a page of an export.
package struct MessageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where, as a JSON path: `$.dataSet.rows[3]`.
    package let path: String
    /// What is wrong there and what mends it. Holds names, kinds and counts, never a cell or a
    /// secret.
    package let problem: String

    package init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    package var description: String { "\(path): \(problem)" }
}
