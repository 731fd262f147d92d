import Service
import Testing

@Suite struct `A mistake in a section` {
    typealias Seed = ConfigurationSeed

    static let anywhere = [
        Seed(
            #""timeout": "30s","#, #""timeout": ▶'30s',"#, "mpo.timeout", "not valid JSON",
            mend: "write \"…\""),
        Seed(
            #""2h" }"#, #""2h" ▶]"#, "log.slowInvocation", "not valid JSON",
            mend: "correct the text"),
        Seed(#""2h" }"#, #""2h", ▶}"#, "log", "not valid JSON", mend: "remove the comma"),
        Seed(
            #""apiUser": "220","#, #""apiUser": "220", ▶"apiUser": "221","#, "mpo", "already",
            mend: "remove one of the two"),
        Seed(#""log": {"#, #"▶"lgo": {"#, "lgo", "not a known key", mend: "\"log\""),
        Seed(
            #""retention": "30d""#, #"▶"retension": "30d""#, "store.retension", "not a known key",
            mend: "retention"),
        Seed(
            #""timeout": "30s""#, #"▶"timeOut": "30s""#, "mpo.timeOut", "not a known key",
            mend: "\"timeout\""),
        Seed(
            #""mpo": {"#, #""mpo": { ▶"colour": 1,"#, "mpo.colour", "not a known key",
            mend: "known here"),
        Seed(#""log": {"#, #""log": ▶[], "logs": {"#, "log", "must be an object", mend: "{…}"),
        Seed(
            #""installs": ["#, #""installs": ▶{}, "others": ["#, "ams.installs", "must be an array",
            mend: "[…]"),
    ]

    static let receiver = [
        Seed(
            #""0.0.0.0:8443""#, #"▶8443"#, "receiver.listen", "must be a string",
            mend: #""127.0.0.1:8443""#),
        Seed(
            #""0.0.0.0:8443""#, #"▶"8443""#, "receiver.listen", "host:port", mend: "127.0.0.1"),
        Seed(#""0.0.0.0:8443""#, #"▶":8443""#, "receiver.listen", "name the host", mend: "0.0.0.0"),
        Seed(
            #""0.0.0.0:8443""#, #"▶"0.0.0.0:84430""#, "receiver.listen", "a port",
            mend: "0.0.0.0:8443"),
        Seed(
            #""0.0.0.0:8443""#, #"▶"0.0.0.256:8443""#, "receiver.listen", "a host",
            mend: "127.0.0.1"),
        Seed(#""0.0.0.0:8443""#, #"▶"::1:8443""#, "receiver.listen", "brackets", mend: "[::]:8443"),
        Seed(#""0.0.0.0:8443""#, #"▶"[::g]:8443""#, "receiver.listen", "a host", mend: "[::1]"),
        Seed(
            #""0.0.0.0:8443""#, #"▶"unix:run/x""#, "receiver.listen", "begins", mend: "unix:/"),
        Seed(
            #""listen": "0.0.0.0:8443", "#, "", "receiver.listen", "is missing",
            mend: "0.0.0.0:8443"),
        Seed(
            #""path": "/invoke""#, #""path": ▶"invoke""#, "receiver.path", "begin with",
            mend: "/invoke"),
        Seed(
            #""path": "/invoke""#, #""path": ▶"/invoke?x=1""#, "receiver.path", "plain path",
            mend: "/invoke"),
        Seed(#""32MiB""#, #"▶65536"#, "receiver.bodyMax", "a size", mend: #""64KiB""#),
        Seed(#""32MiB""#, #"▶"32 mb""#, "receiver.bodyMax", "a size", mend: #""32MiB""#),
        Seed(
            #""32MiB""#, #"▶"2GiB""#, "receiver.bodyMax", "from 1KiB to 1GiB",
            mend: #""1GiB" or less"#),
        Seed(#""32MiB""#, #"▶"99999999999GiB""#, "receiver.bodyMax", "a size", mend: "write"),
        Seed(
            "500,", #"▶"500","#, "receiver.connectionsMax", "a whole number",
            mend: "write 500, without"),
        Seed("500,", "▶0,", "receiver.connectionsMax", "from 1 to 100000", mend: "write 1 or more"),
        Seed("500,", "▶5e2,", "receiver.connectionsMax", "a whole number", mend: "a whole number"),
        Seed(
            #""certificate": "/tls.crt", "#, "", "receiver.tls.certificate", "is missing",
            mend: "tls.crt"),
        Seed(
            #""/tls.key""#, #"▶"tls.key""#, "receiver.tls.privateKey", "begins with",
            mend: "whole path"),
        Seed(
            #""allowPlainHTTP": false"#, #""allowPlainHTTP": ▶"false""#, "receiver.allowPlainHTTP",
            "true or false", mend: "write false, without"),
        Seed(
            #""0.0.0.0:8443", "path": "/invoke", "bodyMax": "32MiB", "connectionsMax": 500,"#
                + "\n    \"tls\": { \"certificate\": \"/tls.crt\", \"privateKey\": \"/tls.key\" },",
            #"▶"0.0.0.0:8443","#, "receiver.listen", "plain text", mend: "receiver.tls"),
    ]

    static let limits = [
        Seed(
            #""headerTimeout": "5s""#, #""headerTimeout": ▶"0s""#, "receiver.limits.headerTimeout",
            "from 1s to 10m", mend: #""1s" or more"#),
        Seed(
            #""headerTimeout": "5s""#, #"▶"headerTimeOut": "5s""#, "receiver.limits.headerTimeOut",
            "not a known key", mend: "headerTimeout"),
        Seed(
            #""2KiB""#, "▶2048", "receiver.limits.headerBytesMax", "a size",
            mend: #""2KiB""#),
        Seed(
            #""/tls.key" }"#, #""/tls.key", "clientCA": ▶"ca.pem" }"#, "receiver.tls.clientCA",
            "begins with", mend: "whole path"),
    ]

    static let store = [
        Seed(
            #""store": { "path": "/bridge.db","#, #""store": ▶{"#, "store.path", "is missing",
            mend: "bridge.db"),
        Seed(#""/bridge.db""#, #"▶"bridge.db""#, "store.path", "begins with", mend: "whole path"),
        Seed(
            #""/bridge.db""#, #"▶"/bridge\u0000.db""#, "store.path", "control character",
            mend: "remove"),
        Seed(
            #""30d""#, "▶30", "store.retention", "a duration",
            mend: #"write "30h" or "30d", whichever is meant"#),
        Seed(#""30d""#, #"▶"30 days""#, "store.retention", "a duration", mend: #""30d""#),
        Seed(#""30d""#, #"▶"1h30m""#, "store.retention", "a duration", mend: "write"),
        Seed(#""30d""#, #"▶"-30d""#, "store.retention", "a duration", mend: "write"),
        Seed(#""30d""#, #"▶"30m""#, "store.retention", "from 1h to 3650d", mend: #""1h" or more"#),
        Seed(#""30d""#, "▶null", "store.retention", "a duration", mend: "write"),
        Seed(
            "1000 },", "▶1000.5 },", "store.queuedRowsMax", "a whole number", mend: "a whole number"
        ),
    ]

    static let ams = [
        Seed(
            #""installId": "install-2""#, #""installId": ▶"install-1""#,
            "ams.installs[1].installId", "installId of ams.installs[0]", mend: "remove one"),
        Seed(
            #"{ "installId": "install-2", "#, "▶{ ", "ams.installs[1].installId", "is missing",
            mend: "installId"),
        Seed(
            #""installId": "install-2""#, #""installId": ▶"""#, "ams.installs[1].installId",
            "must not be empty", mend: "write the value"),
        Seed(
            #"["*.rsys8.net", "api.example.com"]"#, "▶[]", "ams.endpoints.allowedHosts",
            "at least one host", mend: "rsys8"),
        Seed(
            #""*.rsys8.net""#, #"▶"*""#, "ams.endpoints.allowedHosts[0]", "every host",
            mend: "rsys8"),
        Seed(
            #""api.example.com""#, #"▶"https://api.example.com""#, "ams.endpoints.allowedHosts[1]",
            "not a URL", mend: "api.example.com"),
        Seed(
            #""api.example.com""#, #"▶"api.example.com:443""#, "ams.endpoints.allowedHosts[1]",
            "without a port", mend: "remove"),
        Seed(
            #""*.rsys8.net""#, #"▶"api.*.net""#, "ams.endpoints.allowedHosts[0]", "must be a host",
            mend: "whole labels"),
        Seed(
            #""*.rsys8.net""#, #"▶"*.10.0.0.1""#, "ams.endpoints.allowedHosts[0]", "must be a host",
            mend: "whole labels"),
        Seed(
            #""tokenLeeway": "60s""#, #""tokenLeeway": ▶"6m""#, "ams.tokenLeeway", "from 0s to 5m",
            mend: #""5m" or less"#),
        Seed(
            #""pullPageMax": 1000"#, #""pullPageMax": ▶1001"#, "ams.pullPageMax", "from 1 to 1000",
            mend: "1000 or less"),
        Seed(
            #""24h""#, #"▶"31d""#, "ams.duplicateWindow", "longer than store.retention (30d)",
            mend: "lengthen"),
        Seed(
            #""connectTimeout": "6s""#, #""connectTimeout": ▶"50ms""#, "ams.connectTimeout",
            "from 100ms to 61s", mend: #""100ms" or more"#),
        Seed(
            #""31s""#, #"▶"11m""#, "ams.firstByteTimeout", "longer than ams.callTimeout (61s)",
            mend: #""61s" or less"#),
        Seed(
            #""31s""#, #"▶"62s""#, "ams.firstByteTimeout", "longer than ams.callTimeout (61s)",
            mend: #""61s" or less"#),
        Seed(
            #""connectTimeout": "6s""#, #""connectTimeout": ▶"2m""#, "ams.connectTimeout",
            "longer than ams.callTimeout (61s)", mend: "lengthen ams.callTimeout"),
        Seed(
            "[443, 8443]", "[443, ▶0]", "ams.endpoints.allowedPorts[1]", "from 1 to 65535",
            mend: "write 1"),
        Seed(
            "[443, 8443]", "▶[]", "ams.endpoints.allowedPorts", "at least one port",
            mend: "[443]"),
        Seed(
            #""keys": ["#, #"▶"kyes": ["#, "ams.endpoints.pins[0].kyes", "not a known key",
            mend: "keys"),
        Seed(
            #""host": "*.rsys8.net""#, #""host": ▶"https://rsys8.net""#,
            "ams.endpoints.pins[0].host", "not a URL", mend: "api.example.com"),
        Seed(
            "AE=\"]", "AB=\"]", "ams.endpoints.pins[0].keys[1]", "must be a pinned key",
            mend: "openssl"),
        Seed(
            #""endpoints": {"#, #""endpionts": {"#, "ams.endpoints", "is missing",
            mend: "allowedHosts"),
    ]

    static let mpo = [
        Seed(
            #""pins": ["sha256"#, #""pins": ▶[], "pin": ["sha256"#, "mpo.pins",
            "at least one key", mend: "sha256//"),
        Seed(
            #""pins": ["sha256"#, #""pins": [▶"/etc/mpo.pem", "sha256"#, "mpo.pins[0]",
            "must be a pinned key", mend: "openssl"),
        Seed(
            #""pins": ["sha256"#, #""pins": [▶7, "sha256"#, "mpo.pins[0]",
            "must be a pinned key", mend: "openssl"),
        Seed(
            "https://acme-syncapi.mpo.mambu.com/", "https://TENANT-syncapi.mpo.mambu.com",
            "mpo.syncURL", "placeholder TENANT", mend: "your tenant"),
        Seed(
            #""https://acme.mpo"#, #"▶"http://acme.mpo"#, "mpo.mainURL", "https://",
            mend: "allowHTTP"),
        Seed(
            #""https://acme.mpo"#, #"▶"ftp://acme.mpo"#, "mpo.mainURL", "a URL that begins",
            mend: "https://"),
        Seed(
            #""https://acme.mpo"#, #"▶"https://user@acme.mpo"#, "mpo.mainURL", "a user name",
            mend: "remove"),
        Seed(
            #"acme.mpo.mambu.com"#, #"acme.mpo.mambu.com/?a=1"#, "mpo.mainURL", "a query",
            mend: "remove"),
        Seed(
            #"acme.mpo.mambu.com"#, #"acme.mpo.mambu.com#a"#, "mpo.mainURL", "a fragment",
            mend: "remove"),
        Seed(
            #"acme.mpo.mambu.com"#, #"acme.mpo.mambu.com:0"#, "mpo.mainURL", "a port",
            mend: "remove"),
        Seed(
            #"acme.mpo.mambu.com"#, #"acme.mpo.mambu.com/api/1/json"#, "mpo.mainURL", "before /api",
            mend: "remove"),
        Seed(
            #"acme.mpo.mambu.com"#, #"-.mpo.mambu.com"#, "mpo.mainURL", "a host", mend: "https://"),
        Seed(
            #""apiUser": "220""#, #""apiUser": ▶220"#, "mpo.apiUser", "must be a string",
            mend: #""220""#),
        Seed(#""apiUser": "220""#, #""apiUser": ▶"2/20""#, "mpo.apiUser", "login", mend: "220"),
        Seed(#""sha256""#, #"▶"sha265""#, "mpo.digest", "one of", mend: "sha256"),
        Seed(#""sha256""#, #"▶"md5""#, "mpo.digest", "one of", mend: "sha1"),
        Seed(
            #""timeout": "30s""#, #""timeout": ▶30"#, "mpo.timeout", "a duration",
            mend: #"write "30s""#),
        Seed(
            #""timeout": "30s""#, #""timeout": ▶"1500ms""#, "mpo.timeout", "whole seconds",
            mend: #""2s""#),
        Seed(
            #""timeout": "30s""#, #""timeout": ▶"61m""#, "mpo.timeout", "from 1s to 1h",
            mend: #""1h" or less"#),
        Seed(
            #""answerMargin": "9s""#, #""answerMargin": ▶"0s""#, "mpo.answerMargin",
            "from 100ms to 5m", mend: #""100ms" or more"#),
        Seed(
            #""bodyTimeout": "11s""#, #""bodyTimeout": ▶"1h""#, "mpo.bodyTimeout",
            "from 100ms to 10m", mend: #""10m" or less"#),
        Seed(
            #""operationsPerSecondMax": 100"#, #""operationsPerSecondMax": ▶0"#,
            "mpo.operationsPerSecondMax", "from 1", mend: "1 or more"),
        Seed(
            #""not unique""#, #"▶"""#, "mpo.duplicatePhrases[0]", "must not be empty",
            mend: "leave the phrase out"),
    ]

    static let others = [
        Seed(
            #""/admin.sock""#, #"▶"admin.sock""#, "admin.socket", "begins with", mend: "whole"),
        Seed(
            #""/admin.sock""#, "▶\"/\(String(repeating: "x", count: 107))\"", "admin.socket",
            "107 bytes", mend: "shorter"),
        Seed(
            #""127.0.0.1:9464""#, #"▶"0.0.0.0:8443""#, "admin.metrics", "receiver.listen",
            mend: "another port"),
        Seed(
            #""127.0.0.1:9464""#, #"▶"unix:/admin.sock""#, "admin.metrics", "admin.socket",
            mend: "a port"),
        Seed(#""format": "json""#, #""format": ▶"jsno""#, "log.format", "one of", mend: "json"),
        Seed(#""level": "debug""#, #""level": ▶"verbose""#, "log.level", "one of", mend: "debug"),
        Seed(
            #""slowInvocation": "2h""#, #""slowInvocation": ▶"500ms""#, "log.slowInvocation",
            "from 1s to 365d", mend: #""1s" or more"#),
    ]

    static let all = anywhere + receiver + limits + store + ams + mpo + others

    @Test(arguments: all)
    func `is found at its place, with a way to mend it`(seed: Seed) throws {
        try seed.expectFound()
    }
}

extension ConfigurationSeed {
    /// Exactly this mistake is found, and no other.
    func expectFound(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let found = ConfigurationSample.mistakes(text)
        let mistake = try #require(
            found.mistakes.first { $0.path == path }, "\(found)", sourceLocation: sourceLocation)
        #expect(mistake.problem.contains(problem), sourceLocation: sourceLocation)
        let help = mistake.mend + (mistake.suggestion ?? "")
        #expect(help.contains(mend), sourceLocation: sourceLocation)
        #expect(!mistake.mend.isEmpty, sourceLocation: sourceLocation)
        if new.contains("▶") {
            #expect(
                [mistake.line, mistake.column] == [position.line, position.column],
                sourceLocation: sourceLocation)
        }
        // A key that is misspelt is unknown and missing; every other mistake stands alone.
        let echoes = ["is not a known key", "is missing", "must have exactly one of"]
        let others = found.mistakes.filter { other in
            other != mistake && !echoes.contains { other.problem.hasPrefix($0) }
        }
        #expect(others.isEmpty, "\(found)", sourceLocation: sourceLocation)
    }
}
