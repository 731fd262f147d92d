import FuzzTargets
import Glibc
import Testing

/// The seeds of the fuzzer, and every input that once broke a rule.
@Suite struct `The fuzzer's corpus` {
    @Test(arguments: FuzzTarget.allCases)
    func `breaks no rule`(_ target: FuzzTarget) throws {
        let inputs = try Corpus.inputs(of: target)
        #expect(inputs.count >= 2, "a target without seeds learns slowly")
        for input in inputs { target.run(input) }
    }

    /// A target that nothing gets through would prove nothing.
    @Test(arguments: FuzzTarget.allCases)
    func `is cut and bent without breaking a rule`(_ target: FuzzTarget) throws {
        for input in try Corpus.inputs(of: target) {
            for end in stride(from: 0, to: input.count, by: max(1, input.count / 200)) {
                target.run(Array(input[..<end]))
                var bent = input
                bent[end] ^= 0x20
                target.run(bent)
            }
        }
    }
}
