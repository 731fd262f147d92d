/// What calls that fail may cost a target: work that comes in pays for them, so that however long
/// an outage lasts, it makes few calls beside those that the rows need anyhow.
///
/// The idea is Finagle's (a tenth of the requests may be retried, with a small reserve) and gRPC's
/// (retry throttling): https://finagle.github.io/blog/2016/02/08/retry-budgets,
/// https://github.com/grpc/proposal/blob/master/A6-client-retries.md
package struct RetryBudget: Hashable, Sendable {
    /// What one row pays in, in calls.
    package static let perRow = 0.1
    /// What a fresh invocation pays in at least: it may ask once, however small it is.
    package static let perInvocation = 1.0
    /// What there is before anything came in.
    package static let reserve = 10.0
    /// What can be saved up, however much comes in: with a pause that has grown to its cap (twenty
    /// calls in ten minutes at most) it stays within a tenth of a thousand rows.
    package static let balanceMax = 60.0

    /// In calls; never below zero.
    package private(set) var balance = reserve

    package init() {}

    /// Whether another call may fail soon.
    package var hasToken: Bool { balance >= 1 }

    /// Rows came in.
    package mutating func deposit(rows: Int) { add(Double(rows) * Self.perRow) }

    /// An invocation came in, with so many rows.
    package mutating func depositFresh(rows: Int) {
        add(max(Self.perInvocation, Double(rows) * Self.perRow))
    }

    mutating func withdraw() { balance = max(0, balance - 1) }
    mutating func refund() { add(1) }

    private mutating func add(_ amount: Double) { balance = min(Self.balanceMax, balance + amount) }
}
