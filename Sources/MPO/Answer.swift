import JSON

/// The body of an answer, read as far as the bridge acts on it: ranges, no values.
///
/// `data` is whatever JSON the process posted (protocol notes on MPO, 5); nothing is assumed about
/// it.
struct Answer {
    /// One entry of `ops`.
    struct Entry {
        var isDone = false
        var proc: Range<Int>?
        var description: Range<Int>?
        var data: Range<Int>?
        var reference: Range<Int>?
        /// Of a task that was asked for.
        var status: Range<Int>?
    }

    let body: [UInt8]
    let entries: [Entry]
    /// `request_proc` is `ok`; alone it says nothing (protocol notes, 4.3 and 4.7).
    let requestIsOK: Bool
    private let requestProc: Range<Int>

    /// `data` is in an entry, in `ops`, in the answer.
    private static let dataDepth = 3

    /// Reads a body; `nil` when it is not JSON of MPO's form: cut short, a proxy's page, another
    /// answer.
    ///
    /// - Parameter expected: how many entries are probably in it.
    init?(_ body: [UInt8], expected: Int = 1) {
        guard
            var walk = try? JSONWalk(
                validating: body, knowing: expected, atDepth: Self.dataDepth)
        else { return nil }
        self.body = body
        var requestProc: Range<Int>?
        var entries: [Entry]?
        guard walk.kind == .object else { return nil }
        walk.enter()
        while let name = walk.nextName() {
            if JSONScan.equals(body, name, Name.ops) {
                entries = Self.entries(body, &walk, expected: expected)
                if entries == nil { return nil }
            } else if JSONScan.equals(body, name, Name.requestProc) {
                requestProc = walk.value()
            } else {
                _ = walk.value()
            }
        }
        guard let requestProc, JSONScan.isString(body, requestProc) else { return nil }
        self.requestProc = requestProc
        requestIsOK = JSONScan.equals(body, requestProc, Name.ok)
        // A request that failed as a whole need not list anything.
        if requestIsOK, entries == nil { return nil }
        self.entries = entries ?? []
    }

    /// The value of `ops`, which stands here; `nil` when it cannot be that.
    private static func entries(
        _ body: [UInt8], _ walk: inout JSONWalk, expected: Int
    ) -> [Entry]? {
        switch walk.kind {
        case .array:
            var entries: [Entry] = []
            entries.reserveCapacity(expected)
            walk.enter()
            while walk.nextElement() { entries.append(entry(body, &walk)) }
            return entries
        case .object:
            // A single answer outside of a list was seen (protocol notes, 4.4).
            return [entry(body, &walk)]
        default:
            return nil
        }
    }

    private enum Name {
        static let ops = [UInt8]("ops".utf8)
        static let requestProc = [UInt8]("request_proc".utf8)
        static let ok = [UInt8]("ok".utf8)
        static let proc = [UInt8]("proc".utf8)
        static let data = [UInt8]("data".utf8)
        static let description = [UInt8]("description".utf8)
        static let ref = [UInt8]("ref".utf8)
        static let status = [UInt8]("status".utf8)
    }

    private static func entry(_ body: [UInt8], _ walk: inout JSONWalk) -> Entry {
        var entry = Entry()
        guard walk.kind == .object else {
            _ = walk.value()
            return entry
        }
        walk.enter()
        while let name = walk.nextName() {
            let value = walk.value()
            if JSONScan.equals(body, name, Name.proc) {
                entry.proc = value
                entry.isDone = JSONScan.equals(body, value, Name.ok)
            } else if JSONScan.equals(body, name, Name.data) {
                entry.data = value
            } else if JSONScan.equals(body, name, Name.description) {
                entry.description = value
            } else if JSONScan.equals(body, name, Name.ref) {
                entry.reference = value
            } else if JSONScan.equals(body, name, Name.status) {
                entry.status = value
            }
        }
        return entry
    }
}

extension Answer {
    /// Which answer belongs to which operation.
    enum Order {
        case asSent
        /// For each operation, the index of its answer.
        case byReference([Int])
        /// Some references are ours and stand elsewhere, and others are missing.
        case unclear
    }

    /// Answers need not come in the order of the request (protocol notes, 4.8). Where all of them
    /// echo a reference of ours, it decides; where none is out of place, the order does.
    func order(for sent: SentCall) -> Order {
        guard let references = sent.references else { return .asSent }
        let rows = sent.rows
        let isInOrder = entries.indices.allSatisfy { index in
            let row = entries[index].reference.flatMap { references.row(of: body, $0) }
            return row == nil || row == rows[index]
        }
        if isInOrder { return .asSent }
        var answers = [Int?](repeating: nil, count: rows.count)
        for (index, entry) in entries.enumerated() {
            guard let row = entry.reference.flatMap({ references.row(of: body, $0) }),
                let position = rows[index] == row ? index : rows.firstIndex(of: row),
                answers[position] == nil
            else { return .unclear }
            answers[position] = index
        }
        return .byReference(answers.compactMap(\.self))
    }
}

extension Answer {
    /// What MPO says of an entry: its tag, unless that is the general `error`, and its description.
    func said(_ entry: Entry) -> String {
        let tags = [requestTag, entry.proc.map(text) ?? "no proc"]
        let special = tags.filter { !["ok", "error", "fail"].contains($0) }
        let description = entry.description.map(text) ?? ""
        let parts = description.isEmpty ? special : special + [description]
        return parts.isEmpty ? "no description" : parts.joined(separator: ": ")
    }

    /// The value of `request_proc`.
    var requestTag: String { text(requestProc) }

    /// What MPO says of the request as a whole: once for each entry, or of the request alone.
    var saidOfRequest: [String] { entries.isEmpty ? [requestTag] : entries.map(said) }

    /// What MPO says of the first entry, beside a status that has decided already.
    var firstDescription: String? {
        entries.first.flatMap { $0.description.map(text) }
    }

    /// The text of a value that may be absent.
    func text(of range: Range<Int>?) -> String? { range.map(text) }

    /// A string's content; any other value as it is written, since a description can be one.
    private func text(_ range: Range<Int>) -> String {
        let value = JSONScan.isString(body, range) ? unescaped(range) : [UInt8](body[range])
        return String(decoding: value.prefix(Self.textBytesMax), as: UTF8.self)
    }

    private func unescaped(_ range: Range<Int>) -> [UInt8] {
        var content: [UInt8] = []
        JSONScan.unescape(body, range, into: &content)
        return content
    }

    /// Bytes of a text of MPO's that are looked at.
    private static let textBytesMax = 4_096
}
