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

        /// Steps before the value of the next member and gives the member's name; nil after the
        /// last one. Then `value()`, `value(beginningWith:)` or `entered()` is to follow.
        package mutating func nextName() -> JSONValue? {
            cursor.nextName().map { JSONValue(text: text, range: $0) }
        }

        /// The value that it stands before.
        package mutating func value() -> JSONValue? {
            cursor.value().map { JSONValue(text: text, range: $0) }
        }

        /// The value that it stands before if that begins with the whole text of an array or an
        /// object; found without a look for its end.
        package mutating func value(beginningWith known: [UInt8]) -> JSONValue? {
            cursor.value(beginningWith: known).map { JSONValue(text: text, range: $0) }
        }

        /// A walk over the members of the value that it stands before; nil where that is no
        /// object. When it is over, `leave` goes on after the object.
        package func entered() -> Iterator? {
            cursor.entered().map { Iterator(text: text, cursor: $0) }
        }

        /// Goes on after the object whose members `inner` has walked over to the last.
        package mutating func leave(_ inner: Iterator) { cursor.leave(inner.cursor) }

        private init(text: JSONText, cursor: JSONCursor) {
            self.text = text
            self.cursor = cursor
        }
    }
}
