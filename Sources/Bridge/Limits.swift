/// Every fixed bound in one place; what an operator may move is in the configuration instead.
package enum Limits {
    /// Rows of one data set: the lower half of a row's key in the store has 32 bits.
    package static let dataSetRowsMax = 100_000_000
    /// Rows of one page in the store; a data set that came with its invoke is cut into such pages.
    package static let pageRowsMax = 1_000
    /// Rows of one import, however many the product would take: its body is built in memory.
    package static let batchRowsMax = 10_000
    /// Operations of one call.
    package static let operationsPerCallMax = 1_000
    /// Characters of a reason that is kept with a row.
    package static let reasonCharactersMax = 1_000
    /// Bytes of a result that an operator gives a row by hand.
    package static let resolvedBytesMax = 65_536
    /// Columns of one row.
    package static let columnsMax = 1_000
    /// Characters of a task reference (protocol notes on MPO, 3.2).
    package static let referenceCharactersMax = 255
}
