/// A row and what the bridge reported for it, as text for people.
package struct ReportedRow: Hashable, Sendable {
    /// The invocation's number, from 1.
    package let invocation: Int
    /// The row's number, from 0.
    package let row: Int
    /// The cells that the product sent, in the order of `ProductSimulator.inputNames`.
    package let inputs: [String]
    /// The cells that came back, in the order of `ProductSimulator.outputNames`; strings without
    /// their quotation marks, anything else as written.
    package let outputs: [String]
}
