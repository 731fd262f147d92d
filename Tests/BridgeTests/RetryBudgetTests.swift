import Bridge
import Testing

@Suite struct `The retry budget` {
    @Test func `has a small reserve, and a tenth of a token from each row`() {
        var budget = RetryBudget()
        #expect(budget.balance == RetryBudget.reserve)
        budget.deposit(rows: 20)
        #expect(budget.balance == RetryBudget.reserve + 2)
    }

    @Test func `gets a whole token from a fresh invocation, however small it is`() {
        var budget = RetryBudget()
        budget.depositFresh(rows: 0)
        budget.depositFresh(rows: 1)
        #expect(budget.balance == RetryBudget.reserve + 2)
        budget.depositFresh(rows: 100)
        #expect(budget.balance == RetryBudget.reserve + 12)
    }

    @Test func `is bounded, however much comes in`() {
        var budget = RetryBudget()
        budget.deposit(rows: 1_000_000)
        #expect(budget.balance == RetryBudget.balanceMax)
    }
}
