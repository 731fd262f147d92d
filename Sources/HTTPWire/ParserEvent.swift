/// What the parser found next. A request is one head, any number of body parts, one end.
package enum ParserEvent: Sendable {
    /// The head is complete and keeps every rule.
    case head(RequestHead)
    /// A part of the body: a range of the very bytes the parser was given, chunking taken off.
    case body(Range<Int>)
    /// The request is complete.
    case end
}
