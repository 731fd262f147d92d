internal import CCurl

/// The header lines of one request after the other, in the form that libcurl takes.
///
/// Most lines of a call are those of a call before: so only the others are looked at and copied.
@safe final class HeaderList {
    private var lines: [HeaderLine] = []
    /// "Expect: 100-continue" costs a round trip, or a second if the server does not know it.
    private let first = HeaderLine(removing: "Expect")
    private let noContentType = HeaderLine(removing: "Content-Type")

    /// For `CURLOPT_HTTPHEADER`, which does not copy it. Always the same.
    var raw: UnsafeMutablePointer<curl_slist> { unsafe first.element }

    init() { link() }

    /// Takes the place of the lines before. Not while a transfer goes on.
    ///
    /// - Throws: what is wrong with the first bad line; the lines before stay.
    func set(_ texts: [String]) throws(HeaderProblem) {
        var lines = lines
        var hasChanged = lines.count > texts.count
        if hasChanged { lines.removeLast(lines.count - texts.count) }
        for (index, text) in texts.enumerated() {
            if index == lines.count {
                lines.append(try HeaderLine(text))
            } else if !lines[index].text.utf8Span.span.hasSameBytes(as: text.utf8Span.span) {
                lines[index] = try HeaderLine(text)
            } else {
                continue
            }
            hasChanged = true
        }
        guard hasChanged else { return }
        self.lines = lines
        link()
    }

    private func link() {
        var last = first
        for line in lines {
            unsafe last.element.pointee.next = line.element
            last = line
        }
        let hasContentType = lines.contains(where: \.isContentType)
        unsafe last.element.pointee.next = hasContentType ? nil : noContentType.element
    }
}
