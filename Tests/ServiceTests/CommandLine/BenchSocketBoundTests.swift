import Testing

@testable import mpo_bridge

@Suite(.timeLimit(.minutes(1))) struct `The bound of sockets` {
    /// More than one and fewer than there are connections, and longer than what the kernel keeps
    /// for a connection.
    @Test(arguments: [(1, 1), (63, 3_000), (64, 100), (200, 100_000)])
    func `is measured for any number of invokes of any size`(count: Int, bytes: Int) throws {
        let invoke = (body: [UInt8](repeating: 0, count: bytes), authorization: "Bearer x")
        let bound = try BenchSocketBound(invoke, count: count)
        #expect(bound.invokeMicroseconds > 0)
    }
}
