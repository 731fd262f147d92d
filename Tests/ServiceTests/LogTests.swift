import Bridge
import JSON
import Service
import Synchronization
import Testing

/// A log whose lines are kept, and whose clocks are set by hand.
final class RecordedLog: Sendable {
    private let lines = Mutex<[[UInt8]]>([])
    private let now = Mutex<Int64>(0)

    func log(
        level: Log.Level = .info, format: Log.Format = .logfmt, isJournal: Bool = false,
        limit: RepeatLimit = RepeatLimit()
    ) -> Log {
        Log(
            level: level, format: format, isJournal: isJournal, limit: limit,
            wallTime: { UnixTime(milliseconds: 1_787_123_109_042) },
            time: { [self] in MonotonicTime(nanoseconds: now.withLock { $0 }) },
            sink: { [self] line in lines.withLock { $0.append(line) } })
    }

    func advance(by duration: Duration) { now.withLock { $0 += duration.inNanoseconds } }

    /// What was written since the last time, without the line ends.
    func take() -> [String] {
        lines.withLock { lines in
            defer { lines = [] }
            return lines.map { line in
                #expect(line.last == 0x0a && line.count { $0 == 0x0a } == 1)
                return String(decoding: line.dropLast(), as: UTF8.self)
            }
        }
    }
}

@Suite struct `A log line` {
    private let recorded = RecordedLog()

    private var id: InvocationID {
        get throws {
            try #require(InvocationID("0f8fad5b-d9cb-469f-a165-70867728950e"))
        }
    }

    @Test func `begins with its event, then its level and time, then the ids`() throws {
        recorded.log().invokeAccepted(
            try id, installID: "install-1", mapping: "loan-offer", rows: 3)
        #expect(
            recorded.take() == [
                "event=invoke-accepted level=info time=2026-08-19T07:05:09.042Z "
                    + "invocation=0f8fad5b-d9cb-469f-a165-70867728950e install=install-1 "
                    + "mapping=loan-offer rows=3"
            ])
    }

    @Test func `is JSON when asked for`() throws {
        recorded.log(format: .json).callFailed(
            try id, rows: 10..<20, class: .unknown, label: "timed out", attempt: 1)
        let line = try #require(recorded.take().first)
        let json = try JSONText(Array(line.utf8)).root
        #expect(line.hasPrefix(#"{"event":"call-failed","level":"warning","time":""#))
        #expect(json["first-row"]?.integer == 10)
        #expect(json["rows"]?.integer == 10)
        #expect(json["class"]?.string == "unknown")
        #expect(json["reason"]?.string == "timed out")
    }

    @Test func `carries a priority instead of a time in the journal`() throws {
        let log = recorded.log(level: .debug, isJournal: true)
        log.batchPushed(try id, batch: 1, rows: 2, duration: .milliseconds(3))
        log.stopped()
        log.tokenRefused(reason: "expired")
        log.storeRefused(label: "full", attempt: 1)
        #expect(
            recorded.take() == [
                "<7>event=batch-pushed level=debug invocation=0f8fad5b-d9cb-469f-a165-70867728950e "
                    + "batch=1 rows=2 milliseconds=3", "<6>event=stopped level=info",
                "<4>event=token-refused level=warning reason=expired",
                "<3>event=store-refused level=error reason=full attempt=1",
            ])
    }

    @Test(arguments: 0...255)
    func `survives every scalar in both forms`(value: UInt8) throws {
        let scalar = Unicode.Scalar(value)
        for text in ["\(scalar)", "a\(scalar)b", "\(scalar)\(scalar)"] {
            for format in Log.Format.allCases {
                recorded.log(format: format, isJournal: true).tokenRefused(reason: text)
                let line = try #require(recorded.take().first)
                #expect(
                    !line.unicodeScalars.contains {
                        $0.value < 0x20 || (0x7f..<0xa0).contains($0.value)
                    })
                let value =
                    format == .json
                    ? String(line.dropFirst(3)) : try Self.json(ofLogfmt: String(line.dropFirst(3)))
                let json = try JSONText(Array(value.utf8)).root
                #expect(json["reason"]?.string == text)
            }
        }
    }

    /// Reads logfmt as its readers do: a value runs to the next blank, or is a quoted JSON string.
    private static func json(ofLogfmt line: String) throws -> String {
        var members: [String] = []
        var rest = Substring(line)
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "=" }
            rest = rest.dropFirst(name.count + 1)
            var value = rest.prefix { $0 != " " && $0 != "\"" }
            if value.isEmpty {
                let quoted = try #require(
                    rest.firstMatch(of: #/^"(?:[^"\\]|\\.)*"/#.matchingSemantics(.unicodeScalar)))
                value = quoted.output
                members.append("\"\(name)\":\(value)")
            } else {
                members.append("\"\(name)\":\"\(value)\"")
            }
            rest = rest[value.endIndex...].drop { $0 == " " }
        }
        return "{\(members.joined(separator: ","))}"
    }

    @Test(arguments: [
        ("", #""""#), ("plain-1.2:3/4", "plain-1.2:3/4"), ("two words", #""two words""#),
        ("a=b", #""a=b""#), (#"a"b"#, #""a\"b""#), (#"a\b"#, #""a\\b""#),
        ("a\nevent=b", #""a\nevent=b""#),
        ("\u{1b}[2J", #""\u001b[2J""#), ("\u{202e}x", #""\u202ex""#), ("\u{2028}", #""\u2028""#),
        ("\u{e0001}", #""\udb40\udc01""#), ("é", #""é""#), ("😀", #""😀""#),
    ])
    func `quotes what a reader could misread`(text: String, expected: String) {
        recorded.log(isJournal: true).tokenRefused(reason: text)
        #expect(recorded.take() == ["<4>event=token-refused level=warning reason=\(expected)"])
    }

    @Test func `stays short whatever a peer said`() {
        recorded.log().storeFailed(String(repeating: "\u{1b}", count: 100_000))
        recorded.log().storeFailed("e" + String(repeating: "\u{301}", count: 100_000))
        for line in recorded.take() { #expect(line.utf8.count < 3_200) }
    }

    @Test func `below the level is not written, and the level can change`() throws {
        let log = recorded.log(level: .warning)
        log.stopped()
        log.batchPushed(try id, batch: 1, rows: 2, duration: .zero)
        log.storeRefused(label: "full", attempt: 1)
        #expect(recorded.take().count == 1)
        log.change(level: .debug, format: .json)
        log.batchPushed(try id, batch: 1, rows: 2, duration: .zero)
        #expect(
            recorded.take().first?.hasPrefix(#"{"event":"batch-pushed","level":"debug""#) == true)
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (1_704_067_199_001, "2023-12-31T23:59:59.001Z"),
    ])
    func `has the time as people write it`(milliseconds: Int64, expected: String) {
        let lines = Mutex<[UInt8]>([])
        let log = Log(
            wallTime: { UnixTime(milliseconds: milliseconds) },
            time: { MonotonicTime(nanoseconds: 0) }, sink: { line in lines.withLock { $0 = line } })
        log.stopped()
        let written = String(decoding: lines.withLock { $0 }, as: UTF8.self)
        #expect(written == "event=stopped level=info time=\(expected)\n")
    }
}
