import AMS
import Bridge
import Testing

@Suite struct `An endpoint` {
    func refusal(_ endpoint: String, role: String = "productImportEndpoint") -> MessageError? {
        do {
            _ = try InvokeMessage(
                body: [UInt8](Sample.invoke(tail: #","\#(role)":\#(endpoint)"#).utf8))
            return nil
        } catch { return error }
    }

    func endpoint(method: String, headers: String = "null") -> String {
        #"{"url":"https://a.example/x","method":\#(method),"headers":\#(headers)}"#
    }

    @Test(arguments: [
        ("productExportEndpoint", ["GET"], ["POST", "PATCH", "HEAD", ""]),
        ("productImportEndpoint", ["POST", "PUT", "put"], ["GET", "PATCH", "DELETE"]),
        ("onCompletionCallbackEndpoint", ["PATCH", "PUT", "POST"], ["GET", "DELETE"]),
    ])
    func `takes the methods of its role only`(role: String, good: [String], bad: [String]) {
        for method in good {
            #expect(refusal(endpoint(method: "\"\(method)\""), role: role) == nil)
        }
        for method in bad {
            let error = refusal(endpoint(method: "\"\(method)\""), role: role)
            #expect(error?.path == "$.\(role).method")
        }
        #expect(refusal(endpoint(method: "null"), role: role)?.problem == "is missing")
    }

    @Test func `may be left out or be null`() throws {
        for name in [
            "productExportEndpoint", "productImportEndpoint", "onCompletionCallbackEndpoint",
        ] {
            #expect(refusal("null", role: name) == nil)
            #expect(refusal("[]", role: name)?.problem == "must be an object, is an array")
        }
    }

    @Test func `keeps its headers`() throws {
        let body = Sample.invoke(
            tail: #","productImportEndpoint":"#
                + endpoint(method: "\"PUT\"", headers: #"{"X-A":"b c","x-u":null,"OMC-ID":""}"#))
        let endpoint = try InvokeMessage(body: [UInt8](body.utf8)).invocation.import
        #expect(
            endpoint?.headers == [
                Endpoint.Header(name: "X-A", value: "b c"),
                Endpoint.Header(name: "OMC-ID", value: ""),
            ])
    }

    /// A header of the first list may be there, and none of the second.
    @Test(arguments: [
        "Authorization", "host", "Content-Length", "Transfer-Encoding", "TE", "Trailer",
        "Connection", "Keep-Alive", "Upgrade", "HTTP2-Settings", "Expect", "Cookie", "Via",
        "Forwarded", "X-Forwarded-For", "x-forwarded-host", "X-Real-IP", "Proxy-Authorization",
        "Proxy-Connection", "proxy-anything", "X-HTTP-Method", "X-HTTP-Method-Override",
        "X-Method-Override", "Accept-Encoding", "Content-Encoding", "Range", "If-Range",
        "If-None-Match",
    ])
    func `refuses a header that is not its own to set, by its name`(name: String) {
        let error = refusal(
            endpoint(method: "\"POST\"", headers: #"{"X-A":"b","\#(name)":"planted-value"}"#))
        #expect(error?.path == "$.productImportEndpoint.headers")
        #expect(error?.problem == "has \(name), which an endpoint may not set")
    }

    @Test(arguments: [
        (#"{"":"planted"}"#, "the one after 0 others, that is not a token"),
        (#"{"a b":"planted"}"#, "not a token"), (#"{"a:":"planted"}"#, "not a token"),
        (#"{"ok":"x","a\r\nHost: b":"planted"}"#, "the one after 1 others"),
        (#"{"ü":"planted"}"#, "not a token"), (#"{"a\n":"planted"}"#, "not a token"),
        (#"{"a\u0000":"planted"}"#, "not a token"), (#"{" a":"planted"}"#, "not a token"),
        (#"{"X-A":"planted\r\nHost: c"}"#, "has X-A with a character"),
        (#"{"X-A":"planted\r\n folded"}"#, "has X-A with a character"),
        (#"{"X-A":"planted\n"}"#, "has X-A with a character"),
        (#"{"X-A":"planted\r"}"#, "has X-A with a character"),
        (#"{"X-A":"planted\u0000"}"#, "has X-A with a character"),
        (#"{"X-A":"planted\u007f"}"#, "has X-A with a character"),
        // A server that cuts them to a byte reads a line end in each.
        (#"{"X-A":"planted\u010d\u010aHost: c"}"#, "has X-A with a character"),
        (#"{"X-A":"planted\u560d\u560aHost: c"}"#, "has X-A with a character"),
        (#"{"X-A":"planted","x-a":"planted"}"#, "has x-a twice"),
        (#"{"X-A":"planted","X-A":"planted"}"#, ""), (#"{"X-A":1}"#, "must be a string"),
        (#"{"X-A":["planted"]}"#, "must be a string"), (#"["planted"]"#, "must be an object"),
        (#""X-A: planted""#, "must be an object"),
    ])
    func `refuses headers that would not stay one line each`(headers: String, problem: String) {
        let error = refusal(endpoint(method: "\"POST\"", headers: headers))
        #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
        #expect(error?.description.contains("planted") == false)
    }

    @Test func `refuses too many headers, and too large ones`() {
        func refused(_ headers: [(String, String)]) -> String? {
            let members = headers.map { #""\#($0)":"\#($1)""# }.joined(separator: ",")
            return refusal(endpoint(method: "\"POST\"", headers: "{\(members)}"))?.problem
        }
        func text(_ count: Int) -> String { String(repeating: "x", count: count) }
        #expect(refused((0..<32).map { ("h\($0)", "x") }) == nil)
        #expect(refused((0...32).map { ("h\($0)", "x") }) == "has more than 32 headers")
        #expect(refused([(text(128), text(4096))]) == nil)
        #expect(refused([(text(129), "x")])?.contains("of at most 128 bytes") == true)
        #expect(refused([("x", text(4097))]) == "has x with more than 4096 bytes")
        #expect(refused([("a", text(3071)), ("b", text(3071))]) == nil)
        #expect(
            refused([("a", text(3071)), ("b", text(3072))])
                == "has more than 6144 bytes of headers")
    }

    @Test(arguments: [
        "https://a.example/x y", "https://ä.example", "https://a.example\\r\\nX: y",
        "https://a\\u0000", "https://a\\tb", " https://a.example",
    ])
    func `refuses an address that is not of visible ASCII only`(url: String) {
        let error = refusal(#"{"url":"\#(url)","method":"POST"}"#)
        #expect(error?.path == "$.productImportEndpoint.url")
        #expect(error?.description.contains("a.example") == false)
    }

    @Test func `refuses an address of more than some thousand bytes`() {
        func endpoint(_ count: Int) -> String {
            let tail = String(repeating: "x", count: count - 18)
            return #"{"url":"https://a.example/\#(tail)","method":"POST"}"#
        }
        #expect(refusal(endpoint(4096)) == nil)
        #expect(refusal(endpoint(4097))?.path == "$.productImportEndpoint.url")
    }
}
