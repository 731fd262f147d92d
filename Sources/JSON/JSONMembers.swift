/// The members of an object, in the order they are written.
package struct JSONMembers: Sequence, Sendable {
    private let object: JSONValue

    init(of object: JSONValue) { self.object = object }

    /// Begins a walk over the members.
    package func makeIterator() -> Iterator { Iterator(of: object) }

    /// Walks over the members.
    package struct Iterator: IteratorProtocol {
        private let text: JSONText
        private var cursor: JSONCursor

        init(of object: JSONValue) {
            text = object.text
            cursor = JSONCursor(object.text.bytes, object.range)
        }

        /// The next member, its name as a string value; nil after the last one.
        package mutating func next() -> (name: JSONValue, value: JSONValue)? {
            guard let (name, value) = cursor.nextMember() else { return nil }
            return (JSONValue(text: text, range: name), JSONValue(text: text, range: value))
        }
    }
}
