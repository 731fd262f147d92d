/// What the kernel takes for an invoke on the side of the receiver, in CPU time: a request read
/// from a socket, and an answer written. The bytes mean nothing, and nobody looks at them.
struct BenchSocketBound: Sendable {
    let invokeMicroseconds: Double

    /// - Parameters:
    ///   - invoke: one of the product's, which says how long a request is.
    ///   - count: how many are exchanged.
    init(
        _ invoke: (body: [UInt8], authorization: String), count: Int
    ) throws(CommandError) {
        let (product, receiver) = try BenchSocketSide.pair(for: invoke)
        let warmUp = max(1, count / 10)
        var thread = try BenchThread("product", isCounted: false) {
            product.ask { (warmUp + count, true) }
            product.close()
        }
        receiver.answer(from: 0, count: warmUp)
        let before = BenchCaller.threadCPU()
        let answered = receiver.answer(from: warmUp, count: count)
        let used = BenchCaller.threadCPU() - before
        receiver.close()
        _ = try thread.cpu()
        guard answered == count else { throw CommandError("a connection of loopback has broken") }
        invokeMicroseconds = used / .microseconds(1) / Double(count)
    }
}
