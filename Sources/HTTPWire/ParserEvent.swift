/// What the parser found next. A request is one head, any number of body parts, one end; before
/// the parts of a chunk its size is told.
package enum ParserEvent: Sendable {
    /// The head is complete and keeps every rule.
    case head(RequestHead)
    /// A chunk of so many bytes, at least one, is to come: who admits no body as long as that can
    /// say so before any of them is here.
    case chunk(Int)
    /// A part of the body: a range of the very bytes the parser was given, chunking taken off.
    case body(Range<Int>)
    /// The request is complete.
    case end
}
