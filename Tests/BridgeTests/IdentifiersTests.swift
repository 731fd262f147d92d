import Bridge
import Testing

@Suite struct `An invocation id` {
    private func text(of digest: [UInt8], _ random: UInt64) -> String {
        InvocationID(bodyDigest: digest, random: random).text
    }

    @Test func `is a UUID of a digest and of random bits, whatever they are`() {
        let zeros = [UInt8](repeating: 0, count: 32)
        let ones = [UInt8](repeating: 0xff, count: 32)
        let mixed = [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef] as [UInt8]
        #expect(text(of: zeros, 0) == "00000000-0000-4000-8000-000000000000")
        #expect(text(of: ones, .max) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(
            text(of: mixed, 0x0123_4567_89ab_cdef) == "01234567-89ab-4def-8123-456789abcdef")
        #expect(text(of: zeros, .max) == "00000000-0000-4000-bfff-ffffffffffff")
    }

    @Test func `has its first half in common with those of the same body, and no more`() {
        var generator = SeededGenerator(seed: 2)
        let body = [UInt8](repeating: 7, count: 32)
        let first = InvocationID(bodyDigest: body, random: generator.next())
        let again = InvocationID(bodyDigest: body, random: generator.next())
        let other = InvocationID(
            bodyDigest: [UInt8](repeating: 8, count: 32), random: generator.next())
        #expect(first != again)
        #expect(first.firstHalf == again.firstHalf)
        #expect(first.firstHalf != other.firstHalf)
        #expect(first.firstHalf == "07070707-0707-4707")
    }

    @Test func `is read back as it was written`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<100 {
            let digest = (0..<8).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let id = InvocationID(bodyDigest: digest, random: generator.next())
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
