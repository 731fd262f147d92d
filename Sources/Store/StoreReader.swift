package import Bridge

/// Reads what is committed. Not Sendable: it lives on its owner's thread.
package final class StoreReader {
    /// Keys of the open invocations (neither completed nor halted), lowest first.
    package func openInvocations(
        after key: InvocationKey?, limit: Int
    ) throws(StoreError) -> [InvocationKey] { preconditionFailure() }

    package func invocation(_ key: InvocationKey) throws(StoreError) -> StoredInvocation? {
        preconditionFailure()
    }

    package func invocation(id: InvocationID) throws(StoreError) -> StoredInvocation? {
        preconditionFailure()
    }

    /// The newest invocations below `key`, newest first.
    package func summaries(
        before key: InvocationKey?, limit: Int
    ) throws(StoreError) -> [InvocationSummary] { preconditionFailure() }

    /// The page that holds a row.
    package func page(
        of key: InvocationKey, containing row: Int
    ) throws(StoreError) -> PageRecord? { preconditionFailure() }

    /// The calls that cover any of the rows, in order of rows.
    package func calls(
        of key: InvocationKey, in rows: Range<Int>, _ each: (CallRecord) -> Void
    ) throws(StoreError) { preconditionFailure() }

    /// The rows of the calls that reach beyond `row`, in order; no result is read.
    package func callRanges(
        of key: InvocationKey, from row: Int
    ) throws(StoreError) -> [Range<Int>] { preconditionFailure() }

    /// The exceptions among the rows, in order of rows.
    package func exceptions(
        of key: InvocationKey, in rows: Range<Int>
    ) throws(StoreError) -> [ExceptionRecord] { preconditionFailure() }

    /// The kept attempts of a row, oldest first.
    package func attempts(
        of key: InvocationKey, row: Int
    ) throws(StoreError) -> [AttemptRecord] { preconditionFailure() }

    /// The rows of all batches that hold any row from `row` on.
    package func batchRanges(
        of key: InvocationKey, reachingBeyond row: Int
    ) throws(StoreError) -> RowRanges { preconditionFailure() }

    /// How many batches were acknowledged: the number of the last one, 0 before the first.
    package func batchCount(of key: InvocationKey) throws(StoreError) -> Int {
        preconditionFailure()
    }

    package func totals() throws(StoreError) -> StoreTotals { preconditionFailure() }
}
