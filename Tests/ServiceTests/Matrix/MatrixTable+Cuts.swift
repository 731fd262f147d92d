import TestSupport

/// The same end of a connection after each byte: of the request, and of the answer.
extension MatrixTable {
    /// Between two of them, in the quick cut.
    private static let step = ProofLength.current(quick: 90, full: 1)

    static var cuts: [MatrixLine] {
        // The shortest request, a GET, has some more bytes than this one.
        let requests = stride(from: 2, to: 200, by: step).flatMap { count in
            [("closed", FaultServer.End.close), ("reset", .reset)].map { name, end in
                MatrixLine(
                    moment: .whileSending, name: "\(name) after \(count) bytes",
                    fault: .connection(.broken(afterBytes: count, end)), expected: .lost(""))
            }
        }
        let answers = stride(from: 1, to: 240, by: step).flatMap { count in
            [("closed", FaultServer.Step.close), ("reset", .reset)].map { name, end in
                MatrixLine(
                    moment: .body, name: "\(name) after \(count) bytes of it",
                    fault: .once { good in
                        // Of a shorter answer, all but its last byte.
                        [.send(Array(good.whole.dropLast().prefix(count))), end]
                    }, expected: .lost(""))
            }
        }
        return requests + answers
    }
}
