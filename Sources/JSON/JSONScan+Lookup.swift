extension JSONScan {
    /// The value of the object's first member of that name (unescaped, UTF-8); nil where there is
    /// none or the value is no object.
    package static func member(
        _ name: [UInt8], _ bytes: [UInt8], _ range: Range<Int>
    ) -> Range<Int>? {
        member(name.span, bytes, range)
    }

    /// The same with a name that lies elsewhere.
    static func member(
        _ name: Span<UInt8>, _ bytes: [UInt8], _ range: Range<Int>
    ) -> Range<Int>? {
        var cursor = JSONCursor(bytes, range)
        while let member = cursor.nextMember() {
            if equals(bytes, member.name, name) { return member.value }
        }
        return nil
    }

    /// The array's element of that index; nil where there is none or the value is no array.
    package static func element(
        _ index: Int, _ bytes: [UInt8], _ range: Range<Int>
    ) -> Range<Int>? {
        guard index >= 0 else { return nil }
        var cursor = JSONCursor(bytes, range)
        for _ in 0..<index {
            guard cursor.nextElement() != nil else { return nil }
        }
        return cursor.nextElement()
    }

    /// What the pointer points to inside of the value; nil where there is nothing.
    package static func at(
        _ pointer: JSONPointer, _ bytes: [UInt8], _ range: Range<Int>
    ) -> Range<Int>? {
        var found = range
        for token in pointer.tokens {
            let next =
                switch kind(bytes, found) {
                case .object: member(token.name, bytes, found)
                case .array: token.index.flatMap { element($0, bytes, found) }
                case .null, .boolean, .number, .string: nil as Range<Int>?
                }
            guard let next else { return nil }
            found = next
        }
        return found
    }
}
