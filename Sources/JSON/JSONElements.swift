/// The elements of an array, in order.
package struct JSONElements: Sequence, Sendable {
    private let array: JSONValue

    init(of array: JSONValue) { self.array = array }

    /// Begins a walk over the elements.
    package func makeIterator() -> Iterator { Iterator(of: array) }

    /// Walks over the elements.
    package struct Iterator: IteratorProtocol {
        private let text: JSONText
        private var cursor: JSONCursor

        init(of array: JSONValue) {
            text = array.text
            cursor = JSONCursor(array.text.bytes, array.range)
        }

        /// The next element; nil after the last one.
        package mutating func next() -> JSONValue? {
            cursor.nextElement().map { JSONValue(text: text, range: $0) }
        }
    }
}
