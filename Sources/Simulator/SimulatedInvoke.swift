/// An invoke ready to be sent.
package struct SimulatedInvoke: Sendable {
    /// The invocation's number at the simulated product, from 1.
    package let number: Int
    /// `dataSet.id`.
    package let dataSetID: String
    /// The JSON to send.
    package let body: [UInt8]
    /// The value of the Authorization header; good for 60 seconds.
    package let authorization: String
}
