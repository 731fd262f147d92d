import JSON
import Testing

@Suite struct `A walk that enters what it meets` {
    static let whole = [UInt8](#"{"a":[1]}"#.utf8)

    /// All that is no object in an object, in objects in it, and so on, each object entered.
    static func leavesEntered(_ cursor: inout JSONCursor) -> [Range<Int>] {
        var leaves: [Range<Int>] = []
        while cursor.nextName() != nil {
            if var inner = cursor.entered() {
                leaves += leavesEntered(&inner)
                cursor.leave(inner)
            } else if let value = cursor.value() {
                leaves.append(value)
            }
        }
        return leaves
    }

    /// The same, each object stepped over first.
    static func leaves(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
        var cursor = JSONCursor(bytes, range)
        var leaves: [Range<Int>] = []
        while let (_, value) = cursor.nextMember() {
            let isObject = bytes[value.lowerBound] == UInt8(ascii: "{")
            leaves += isObject ? Self.leaves(bytes, value) : [value]
        }
        return leaves
    }

    @Test func `finds what one finds that steps over it first`() throws {
        var generator = Generator(seed: 3)
        for _ in 0..<2_000 {
            let members = (0..<3).map { index in
                #""\#(index)" : \#(`A cursor`.value(5, &generator))"#
            }
            let text = try JSONText("{ " + members.joined(separator: " ,\n") + " }")
            var cursor = JSONCursor(text.bytes, text.rootRange)
            #expect(Self.leavesEntered(&cursor) == Self.leaves(text.bytes, text.rootRange))
        }
    }

    @Test func `ends at every cut of a text, and reads nothing beyond it`() {
        let whole = [UInt8](#"{"a":{"b":{"c":"\"}"},"d":  {} } , "e":[{}],"f":{"g":1}}"#.utf8)
        for end in 0...whole.count {
            var cursor = JSONCursor(whole, 0..<end)
            #expect(Self.leavesEntered(&cursor).allSatisfy { $0.upperBound <= end })
        }
    }

    @Test func `steps over a value that is known, and over no other`() {
        let bytes = [UInt8](#"{"x":{"a":[1]} ,"y":{"a":[2]},"z":{"a":[1]}}"#.utf8)
        var members = JSONText(trusted: bytes).root.members.makeIterator()
        var known: [JSONValue?] = []
        var names: [String?] = []
        while let name = members.nextName() {
            names.append(name.string)
            let value = members.value(beginningWith: Self.whole)
            known.append(value)
            if value == nil { _ = members.value() }
        }
        #expect(names == ["x", "y", "z"])
        #expect(known.map { $0.map { [UInt8]($0.bytes) } } == [Self.whole, nil, Self.whole])
    }

    @Test func `knows no value by what stands beyond its part of a text`() {
        let bytes = [UInt8](#"{"x":{"a":[1]}}"#.utf8)
        var cursor = JSONCursor(bytes, 0..<bytes.count - 2)
        #expect(cursor.nextName() != nil)
        #expect(cursor.value(beginningWith: Self.whole) == nil)
    }
}
