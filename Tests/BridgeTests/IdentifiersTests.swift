import Bridge
import Testing

@Suite struct `An invocation id` {
    /// Gives the same word for ever, so that each bit of an id can be forced.
    private struct ConstantGenerator: RandomNumberGenerator {
        let word: UInt64
        func next() -> UInt64 { word }
    }

    @Test func `is a random UUID, whatever the bits`() {
        var zeros = ConstantGenerator(word: 0)
        #expect(InvocationID(using: &zeros).text == "00000000-0000-4000-8000-000000000000")
        var ones = ConstantGenerator(word: .max)
        #expect(InvocationID(using: &ones).text == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        var mixed = ConstantGenerator(word: 0x0123_4567_89ab_cdef)
        #expect(InvocationID(using: &mixed).text == "01234567-89ab-4def-8123-456789abcdef")
    }

    @Test func `is read back as it was written`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<100 {
            let id = InvocationID(using: &generator)
            #expect(InvocationID(id.text) == id)
            #expect(id.description == id.text)
        }
    }

    @Test(arguments: [
        "", "0f8fad5b-d9cb-469f-a165-70867728950", "0f8fad5b-d9cb-469f-a165-70867728950e0",
        "0f8fad5b-d9cb-469f-a165-70867728950g", "0F8FAD5B-D9CB-469F-A165-70867728950E",
        "0f8fad5bd-9cb-469f-a165-70867728950e", "0f8fad5b-d9cb-469f-a165 70867728950e",
        "0f8fad5b-d9cb-469f-a165-7086772895é", "{f8fad5b-d9cb-469f-a165-70867728950}",
        "0f8fad5b-d9cb-469f-a165-70867728950\0", "------------------------------------",
    ])
    func `is nothing but a UUID in lower case`(text: String) {
        #expect(InvocationID(text) == nil)
    }

    @Test func `has a number in the store that fits the upper half of a record's key`() async {
        #expect(InvocationKey(1) < InvocationKey(2_147_483_647))
        #expect(InvocationKey(7).description == "7")
        await #expect(processExitsWith: .failure) { _ = InvocationKey(0) }
        await #expect(processExitsWith: .failure) { _ = InvocationKey(1 << 31) }
    }
}
