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

    @Test(arguments: [
        #"{"Authorization":"x"}"#, #"{"host":"x"}"#, #"{"Content-Length":"0"}"#,
        #"{"Transfer-Encoding":"chunked"}"#, #"{"Connection":"close"}"#, #"{"Expect":"x"}"#,
        #"{"Accept-Encoding":"gzip"}"#, #"{"":"x"}"#, #"{"a b":"x"}"#, #"{"a:":"x"}"#,
        #"{"ü":"x"}"#, #"{"a":"b\r\nHost: c"}"#, #"{"a\n":"b"}"#, #"{"a":"\u0000"}"#,
        #"{"a":1}"#, #"{"a":["b"]}"#, #"[]"#,
    ])
    func `refuses headers that are not its own to set`(headers: String) {
        #expect(
            refusal(endpoint(method: "\"POST\"", headers: headers))?.path
                .hasPrefix("$.productImportEndpoint.headers") == true)
    }

    @Test func `refuses too many headers`() {
        let headers = (0...32).map { #""h\#($0)":"x""# }.joined(separator: ",")
        #expect(
            refusal(endpoint(method: "\"POST\"", headers: "{\(headers)}"))?.problem
                == "has more than 32 headers")
    }

    @Test(arguments: [
        ("https://a.example", true, "a.example", nil),
        ("HTTP://A.Example:80/", false, "a.example", 80),
        ("https://a.example?x=1", true, "a.example", nil),
        ("https://a.example#x@y", true, "a.example", nil),
        ("https://a.example/@b.example", true, "a.example", nil),
        ("http://127.0.0.1:10001/rest", false, "127.0.0.1", 10_001),
        ("https://[2001:DB8::1]:8443/x", true, "2001:db8::1", 8_443),
        ("https://[::1]", true, "::1", nil),
    ])
    func `has an address with one host`(
        url: String, isHTTPS: Bool, host: String, port: UInt16?
    ) throws {
        let address = try #require(EndpointAddress(url))
        #expect(address.isHTTPS == isHTTPS)
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test(arguments: [
        "", "a.example", "//a.example", "ftp://a.example", "file:///etc/passwd", "https:/a",
        "https://", "https:///x", "https://?x", "https://:443", "https://a:", "https://a:0",
        "https://a:65536", "https://a:+1", "https://a:8a", "https://user@a.example",
        "https://good.example@evil.example", "https://good.example:443@evil.example",
        "https://a\\@b", "https://a b", "https://a\tb", "https://a\u{0}", "https://%61.example",
        "https://ä.example", "https://a/ä", "https://[::1", "https://[]", "https://[::1]x",
        "https://[::1%25eth0]", "https://[a.example]/x y", " https://a.example",
        "https://a.example\r\nX: y",
    ])
    func `refuses an address that two parsers could read differently`(url: String) {
        #expect(EndpointAddress(url) == nil)
    }

    @Test func `refuses an address of more than some thousand bytes`() {
        let url = "https://a.example/" + String(repeating: "x", count: 4_078)
        #expect(EndpointAddress(url) != nil)
        #expect(EndpointAddress(url + "x") == nil)
    }

    @Test func `is refused with the path of its URL, which may hold a key`() {
        let error = refusal(#"{"url":"https://u:key@a.example","method":"POST"}"#)
        #expect(error?.path == "$.productImportEndpoint.url")
        #expect(error?.description.contains("key") == false)
    }
}
