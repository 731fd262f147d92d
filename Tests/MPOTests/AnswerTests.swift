import Bridge
import MPO
import Testing

/// What answers look like that are not the ordinary one (protocol notes on MPO, 4, 5 and 9).
@Suite struct `An answer` {
    func verdict(
        _ body: String, status: Int = 200, retryAfter: String? = nil, rows: [Int] = [0],
        references: TaskReferences? = Sample.references()
    ) -> CallVerdict {
        Classification().verdict(
            on: Sample.answered(body, status: status, retryAfter: retryAfter),
            sent: SentCall(references: references, rows: rows, isRepeat: false), now: Sample.now)
    }

    func entry(_ row: Int, _ rest: String = #""proc":"ok""#) -> String {
        #"{"ref":"\#(Sample.invocation)-\#(row)",\#(rest),"data":\#(row)}"#
    }

    func labels(_ verdict: CallVerdict) -> [OutcomeLabel] { verdict.operations.map(\.label) }

    @Test func `of the documents is done, with its data`() {
        let verdict = verdict(
            """
            { "ops": [ { "proc": "ok", "data": { "info": { "param_1": "value_1" } } } ],
              "request_proc": "ok" }
            """)
        #expect(labels(verdict) == [.done])
        #expect(Sample.data(verdict) == #"{ "info": { "param_1": "value_1" } }"#)
        #expect(verdict.operations[0].text.isEmpty)
        #expect(verdict.followUp == .none)
    }

    @Test(arguments: [
        "null", "[]", "{}", "7", #""text""#, "true", "12345678901234567890.00010", "1e400",
        "[ 1 , 2 ]", #"{"a":"\u0000\ud83d\ude00"}"#, #""{\"a\":1}""#,
    ])
    func `may hold any data, which stays as it is written`(data: String) {
        let verdict = verdict(#"{"request_proc":"ok","ops":[{"proc":"ok","data":\#(data)}]}"#)
        #expect(labels(verdict) == [.done])
        #expect(Sample.data(verdict) == data)
    }

    /// The ends of as many values as there are operations are noted while the text is checked.
    @Test func `may hold other objects beside the data`() {
        let data = [#"{"a":{"b":"}"}}"#, "[[], {} ]", "3", #"{"data":{}}"#]
        let entries = data.map {
            #"{"description":{"data":[1]},"proc":"ok","data":\#($0),"x":[{}],"y":{"data":2}}"#
        }
        let text = #"{"z":[[[]]],"ops":[\#(entries.joined(separator: ","))],"request_proc":"ok"}"#
        let verdict = verdict(text, rows: Array(data.indices), references: nil)
        #expect(labels(verdict) == [.done, .done, .done, .done])
        #expect(data.indices.map { Sample.data(verdict, $0) ?? "none" } == data)
    }

    @Test func `may come without data`() {
        let verdict = verdict(#"{"request_proc":"ok","ops":[{"proc":"ok"}]}"#)
        #expect(labels(verdict) == [.done])
        #expect(verdict.operations[0].data == nil)
    }

    @Test func `may hold its operation as an object`() {
        let done = verdict(#"{"request_proc":"ok","ops":{"proc":"ok","data":{"a":1}}}"#)
        #expect(labels(done) == [.done])
        #expect(Sample.data(done) == #"{"a":1}"#)
        let deeper = verdict(
            #"{"request_proc":"ok","#
                + #""ops":{"data":{"a":{"b":1},"c":[{}]},"x":{"y":{}},"proc":"ok"}}"#)
        #expect(labels(deeper) == [.done])
        #expect(Sample.data(deeper) == #"{"a":{"b":1},"c":[{}]}"#)
        #expect(labels(verdict(#"{"request_proc":"fail","ops":{}}"#)) == [.unrecognised])
        let two = verdict(#"{"request_proc":"ok","ops":{"proc":"ok"}}"#, rows: [0, 1])
        #expect(labels(two) == [.wrongCount, .wrongCount])
    }

    @Test func `is judged by its operations, not by request_proc`() {
        let timeout = verdict(
            #"{"request_proc":"ok","ops":[{"proc":"error","#
                + #""description":"Timeout for create task"}]}"#)
        #expect(labels(timeout) == [.timedOut])
        let mixed = verdict(
            #"{"request_proc":"error","ops":[{"proc":"ok","data":1},"#
                + #"{"proc":"error","description":"Access denied"}]}"#, rows: [4, 5])
        #expect(labels(mixed) == [.done, .accessDenied])
        #expect(Sample.data(mixed) == "1")
    }

    @Test(arguments: [
        "", " ", "OK", "<html>504 Gateway Time-out</html>", "[]", "7", "null", "{}",
        #"{"ops":[{"proc":"ok"}]}"#, #"{"request_proc":true,"ops":[{"proc":"ok"}]}"#,
        #"{"request_proc":"ok"}"#, #"{"request_proc":"ok","ops":"ok"}"#,
        #"{"request_proc":"ok","ops":null}"#,
        #"{"request_proc":"ok","request_proc":"ok","ops":[{"proc":"ok"}]}"#,
        #"{"request_proc":"ok","ops":[{"proc":"error","proc":"ok"}]}"#,
        "\u{FEFF}" + #"{"request_proc":"ok","ops":[{"proc":"ok"}]}"#,
        #"{"request_proc":"ok","ops":[{"proc":"ok"}]}}"#,
        #"{"request_proc":"ok","ops":[{"proc":"ok","data":"\ud800"}]}"#,
    ])
    func `that is not of MPO's form says nothing`(body: String) {
        #expect(labels(verdict(body, rows: [1, 2])) == [.unreadable, .unreadable])
    }

    @Test func `says nothing wherever it is cut off`() {
        let body = #"{"request_proc":"ok","ops":[{"proc":"ok","data":{"a":[1,"b"]}}]}"#
        for count in 0..<body.utf8.count {
            #expect(labels(verdict(String(body.prefix(count)))) == [.unreadable])
        }
    }

    @Test(arguments: [
        #"{"request_proc":"ok","ops":[]}"#, #"{"request_proc":"fail"}"#,
        #"{"request_proc":"ok","ops":[{"proc":"ok"}]}"#,
        #"{"request_proc":"ok","ops":[{"proc":"ok"},{"proc":"ok"},{"proc":"ok"}]}"#,
        #"{"request_proc":"error","ops":[{"proc":"error","description":"Incorrect body"}]}"#,
        #"{"request_proc":"format_error","ops":[{"proc":"ok"}]}"#,
    ])
    func `with the wrong number of entries says nothing of any`(body: String) {
        let verdict = verdict(body, rows: [1, 2])
        #expect(labels(verdict) == [.wrongCount, .wrongCount])
        #expect(verdict.operations.allSatisfy { $0.outcome == .unknown && $0.data == nil })
    }

    @Test(arguments: [
        "null", "7", "[]", #""ok""#, "{}", #"{"proc":null}"#, #"{"proc":true}"#,
        #"{"proc":["ok"]}"#, #"{"Proc":"ok"}"#,
    ])
    func `with an entry of no form says nothing of that one`(entry: String) {
        let verdict = verdict(
            #"{"request_proc":"ok","ops":[{"proc":"ok","data":1},\#(entry)]}"#, rows: [1, 2])
        #expect(labels(verdict) == [.done, .unrecognised])
    }

    @Test func `may write its names and words with escapes`() {
        let verdict = verdict(
            #"{"\u0072equest_proc":"\u006fk","o\u0070s":[{"\u0070roc":"o\u006b","data":1}]}"#)
        #expect(labels(verdict) == [.done])
    }

    @Test func `is matched by reference where every entry has one`() {
        let body =
            #"{"request_proc":"ok","ops":["#
            + [entry(30), entry(10, #""proc":"error","description":"bad object""#), entry(20)]
            .joined(separator: ",") + "]}"
        let verdict = verdict(body, rows: [10, 20, 30])
        #expect(labels(verdict) == [.invalid, .done, .done])
        #expect((1...2).map { Sample.data(verdict, $0) } == ["20", "30"])
    }

    @Test func `is matched by order where no entry is out of place`() {
        let bodies = [
            [entry(10), #"{"proc":"ok","data":20}"#, entry(30)],
            [#"{"proc":"ok","data":10}"#, #"{"proc":"ok","ref":null,"data":20}"#, entry(30)],
            [#"{"proc":"ok","ref":"theirs","data":10}"#, entry(20), entry(30)],
        ]
        for entries in bodies {
            let verdict = verdict(
                #"{"request_proc":"ok","ops":[\#(entries.joined(separator: ","))]}"#,
                rows: [10, 20, 30])
            #expect(labels(verdict) == [.done, .done, .done])
            #expect((0...2).map { Sample.data(verdict, $0) } == ["10", "20", "30"])
        }
    }

    @Test func `says nothing where some references are out of place`() {
        let bodies = [
            [entry(20), entry(10), #"{"proc":"ok","data":30}"#], [entry(10), entry(10), entry(30)],
            [entry(10), entry(20), entry(40)], [entry(20), entry(20), entry(20)],
            [#"{"proc":"ok","ref":"theirs"}"#, entry(10), entry(20)],
        ]
        for entries in bodies {
            let verdict = verdict(
                #"{"request_proc":"ok","ops":[\#(entries.joined(separator: ","))]}"#,
                rows: [10, 20, 30])
            #expect(labels(verdict) == [.misplaced, .misplaced, .misplaced])
        }
    }

    @Test func `to a call without references is matched by order`() {
        let body = #"{"request_proc":"ok","ops":[\#(entry(20)),\#(entry(10))]}"#
        let verdict = verdict(body, rows: [10, 20], references: nil)
        #expect((0...1).map { Sample.data(verdict, $0) } == ["20", "10"])
    }

    @Test func `tells people what MPO said, within bounds`() {
        func text(_ op: String, request: String = "ok") -> String {
            verdict(#"{"request_proc":"\#(request)","ops":[\#(op)]}"#).operations[0].text
        }
        #expect(
            text(#"{"proc":"error","description":"Access \u0064enied"}"#)
                == "the API user may not use the process (Access denied)")
        #expect(text(#"{"proc":"obj_id_not_found"}"#).hasSuffix("(obj_id_not_found)"))
        #expect(
            text(#"{"proc":"no_way","description":{"a":1}}"#).hasSuffix(#"(no_way: {"a":1})"#))
        #expect(text(#"{"proc":"fail"}"#).hasSuffix("(no description)"))
        #expect(
            text(#"{"proc":"error","description":"x"}"#, request: "format_error")
                == "MPO refused the operation (format_error: x)")
        let long = String(repeating: "ü", count: 5_000)
        #expect(text(#"{"proc":"error","description":"\#(long)"}"#).count == 1_000)
        let lost = Classification().verdict(
            on: .lostAfterSend(label: "reset"), sent: Sample.sent(), now: Sample.now)
        #expect(lost.operations[0].text.hasSuffix("(reset)"))
        #expect(lost.body.isEmpty)
        let bad = verdict(
            #"{"request_proc":"error","ops":[{"proc":"error","description":"Incorrect body"}]}"#,
            status: 400)
        #expect(bad.operations[0].text == "MPO refused the call (HTTP 400: Incorrect body)")
    }

    @Test func `of one operation asks for a new signature for all`() {
        let verdict = verdict(
            #"{"request_proc":"ok","ops":[{"proc":"ok"},"#
                + #"{"proc":"error","description":"Cookie or headers are not valid"}]}"#,
            rows: [1, 2])
        #expect(labels(verdict) == [.done, .authentication])
        #expect(verdict.followUp == .signAnewThenHalt)
    }

    @Test func `with a thousand operations in another order is matched`() {
        let rows = Array(0..<1_000)
        let entries = rows.reversed().map { entry($0) }.joined(separator: ",")
        let verdict = verdict(#"{"request_proc":"ok","ops":[\#(entries)]}"#, rows: rows)
        #expect(rows.allSatisfy { Sample.data(verdict, $0) == String($0) })
    }
}
