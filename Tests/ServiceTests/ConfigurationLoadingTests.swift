import Bridge
import Crypto
import Foundation
import Service
import Testing

@Suite struct `A configuration` {
    @Test func `keeps every value of its text`() throws {
        let configuration = try ConfigurationSample.load(ConfigurationSample.text).get()
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.receiver.listen == .tcp(host: "0.0.0.0", port: 8443))
        #expect(configuration.receiver.bodyMax == 32 << 20)
        #expect(configuration.receiver.connectionsMax == 500)
        #expect(configuration.receiver.tls?.privateKey == "/tls.key")
        #expect(configuration.receiver.limits.headerTimeout == .seconds(5))
        #expect(configuration.receiver.limits.headerBytesMax == 2048)
        #expect(configuration.receiver.limits.idleTimeout == .seconds(60))
        #expect(configuration.store.retention == .seconds(30 * 86_400))
        #expect(configuration.store.queuedRowsMax == 1000)
        #expect(configuration.ams.installs.map(\.installID) == ["install-1", "install-2"])
        #expect(configuration.ams.endpoints.allows(host: "API.rsys8.net"))
        #expect(!configuration.ams.endpoints.allows(host: "rsys8.net.example.org"))
        #expect(configuration.ams.endpoints.caFile == "/ca.pem")
        #expect(configuration.ams.endpoints.allows(port: 8443))
        #expect(!configuration.ams.endpoints.allows(port: 80))
        #expect(configuration.ams.endpoints.pins.map(\.host.description) == ["*.rsys8.net"])
        #expect(configuration.ams.endpoints.pins.first?.keys.count == 2)
        #expect(configuration.mpo.pins.count == 2)
        #expect(configuration.ams.connectTimeout == .seconds(6))
        #expect(configuration.ams.firstByteTimeout == .seconds(31))
        #expect(configuration.ams.callTimeout == .seconds(61))
        #expect(configuration.mpo.syncURL == "https://acme-syncapi.mpo.mambu.com")
        #expect(configuration.mpo.digest == .sha256)
        #expect(configuration.mpo.timeoutSeconds == 30)
        #expect(configuration.mpo.connectTimeout == .milliseconds(250))
        #expect(configuration.mpo.firstByteTimeout == .seconds(39))
        #expect(configuration.mpo.callTimeout == .milliseconds(50_250))
        #expect(configuration.log.slowInvocation == .seconds(7_200))
        #expect(configuration.mpo.operationsPerSecondMax == 100)
        #expect(configuration.mpo.timeoutPhrases == ["time-out"])
        #expect(configuration.admin.metrics == .tcp(host: "127.0.0.1", port: 9464))
        #expect(configuration.log.format == .json)
        #expect(configuration.log.level == .debug)
    }

    @Test func `reads a mapping with its values as they are written`() throws {
        let mapping = try #require(
            try ConfigurationSample.load(ConfigurationSample.text).get().mappings.first)
        #expect(mapping.name == "loan-offer")
        #expect(mapping.match == [.serviceID: "service-1"])
        #expect(mapping.processID == Array("66305".utf8))
        #expect(mapping.processField == "conv_id")
        #expect(mapping.extra == [ConstantField(name: "company_id", value: Array(#""i1""#.utf8))])
        #expect(mapping.result.columns?.map(\.pointer) == ["/status"])
        #expect(mapping.operationsPerCall == 10)
        #expect(mapping.onUnknown == .hold)
        #expect(mapping.callsInFlightMax == 6 && mapping.operationsPerSecondMax == 50)
        let parameters = try #require(mapping.parameters)
        #expect(parameters.map(\.name) == ["city", "amount", "channel", "tenant", "greeting"])
        #expect(parameters[1].type == .number)
        #expect(parameters[1].defaultValue == Array("12.50".utf8))
        #expect(parameters[2].source == .constant(Array(#""responsys""#.utf8)))
        #expect(parameters[3].source == .context(.tenantID))
        #expect(parameters[4].source == .template([.text("Hello "), .column("FIRST_NAME")]))
    }

    @Test func `reads a mapping again from the text that is kept with an invocation`() throws {
        for mapping in try ConfigurationSample.load(ConfigurationSample.text).get().mappings {
            #expect(try Configuration.mapping(fromText: mapping.text) == mapping)
        }
        #expect(throws: ConfigurationMistakes.self) {
            try Configuration.mapping(fromText: Array("{}".utf8))
        }
    }

    @Test func `has a default for everything that may be left out`() throws {
        let configuration = try ConfigurationSample.load(
            #"""
            {"receiver": {"listen": "127.0.0.1:0"}, "store": {"path": "/b.db"},
             "ams": {"installs": [{"installId": "i", "secret": {"credential": "c"}}],
                     "endpoints": {"allowedHosts": ["a.example"]}},
             "mpo": {"syncURL": "https://a.example", "apiUser": "1", "apiSecret": {"file": "/s"}},
             "mappings": [{"name": "m", "processID": 1}]}
            """#
        ).get()
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.receiver.path == "/invoke")
        #expect(configuration.receiver.bodyMax == 32 << 20)
        #expect(configuration.receiver.tls == nil)
        #expect(configuration.receiver.limits.headerTimeout == .seconds(10))
        #expect(configuration.receiver.limits.requestsPerConnectionMax == 10_000)
        #expect(configuration.store.retention == .seconds(30 * 86_400))
        #expect(configuration.store.queuedRowsMax == 5_000_000)
        #expect(configuration.ams.tokenLeeway == .seconds(60))
        #expect(configuration.ams.tokenLifetimeMax == .seconds(300))
        #expect(configuration.ams.pullPageMax == 1000)
        #expect(configuration.ams.pushBatchDefault == 1000)
        #expect(configuration.ams.duplicateWindow == .seconds(86_400))
        #expect(configuration.ams.connectTimeout == .seconds(5))
        #expect(configuration.ams.firstByteTimeout == .seconds(30))
        #expect(configuration.ams.callTimeout == .seconds(60))
        #expect(configuration.ams.callsInFlightMax == 32)
        #expect(!configuration.ams.endpoints.allowPrivateAddresses)
        #expect(configuration.mpo.mainURL == nil)
        #expect(configuration.mpo.digest == .sha1)
        #expect(configuration.mpo.timeout == .seconds(30))
        #expect(configuration.mpo.connectTimeout == .seconds(5))
        #expect(configuration.mpo.firstByteTimeout == .seconds(38))
        #expect(configuration.mpo.callTimeout == .seconds(53))
        #expect(configuration.log.slowInvocation == .seconds(3_600))
        #expect(configuration.mpo.callsInFlightMax == 32)
        #expect(configuration.mpo.operationsPerSecondMax == nil)
        #expect(configuration.mpo.sendReference && !configuration.mpo.retry503)
        #expect(configuration.admin.socket == nil)
        #expect(configuration.admin.metrics == nil)
        #expect(configuration.log.format == .logfmt && configuration.log.level == .info)
        let mapping = try #require(configuration.mappings.first)
        #expect(mapping.processField == "processID" && mapping.parameters == nil)
        #expect(mapping.operationsPerCall == 1 && mapping.onUnknown == .report)
        #expect(mapping.callsInFlightMax == nil && mapping.operationsPerSecondMax == nil)
        #expect(mapping.result == ResultRule(pointer: "/info", columns: nil))
    }

    @Test func `that ships as the example has neither mistake nor warning`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appending(path: "bridge.json.example").path()
        let configuration = try Configuration.load(path: path, secrets: KnownSecrets()).get()
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.mappings.count == 2)
    }

    @Test func `gives an invocation the first mapping that matches`() throws {
        let configuration = try ConfigurationSample.load(ConfigurationSample.text).get()
        func mapping(service: String) -> String? {
            let context = InvocationContext(
                appID: "a", installID: "install-1", instanceID: "n", serviceID: service,
                tenantID: "t", productID: "p")
            return MappingChoice(configuration, for: context).chosen?.name
        }
        #expect(mapping(service: "service-1") == "loan-offer")
        #expect(mapping(service: "service-2") == "rest")
    }

    @Test func `tells all of its mistakes at once, in the order of the text`() {
        var text = ConfigurationSample.text
        for (old, new) in [
            ("\"/tls.crt\"", "\"tls.crt\""), ("\"30d\"", "30"), ("\"sha256\"", "\"sha257\""),
            ("66305", "0"), ("\"info\"", "\"inof\""), ("\"alias\"", "null"), ("\"json\"", "7"),
        ] { text = text.replacingOccurrences(of: old, with: new) }
        let paths = ConfigurationSample.mistakes(text).mistakes.map(\.path)
        #expect(
            paths == [
                "receiver.tls.certificate", "store.retention", "mpo.digest",
                "mappings[0].processID", "mappings[1].processID", "log.format",
            ])
    }

    @Test func `without anything in it names each section that is missing`() {
        let found = ConfigurationSample.mistakes("{}").mistakes
        #expect(found.map(\.path) == ["receiver", "store", "ams", "mpo", "mappings"])
        #expect(found.allSatisfy { $0.line == 1 && $0.column == 1 && !$0.mend.isEmpty })
    }

    @Test(arguments: ["", "[]", "null", "\u{feff}{}", "{\"receiver\": {}", "// no\n{}"])
    func `that is no object has one mistake or names its sections`(text: String) {
        #expect(ConfigurationSample.mistakes(text).mistakes.count == 1)
    }

    @Test func `that was damaged anywhere is refused with mends, or still right`() {
        let bytes = Array(ConfigurationSample.text.utf8)
        for offset in stride(from: 0, to: bytes.count, by: 7) {
            var shorter = bytes
            shorter.remove(at: offset)
            var other = bytes
            other[offset] = other[offset] ^ 0x15
            for text in [shorter, other, Array(bytes[..<offset])] {
                let found = Configuration.load(text: text, secrets: KnownSecrets())
                guard case .failure(let mistakes) = found else { continue }
                #expect(!mistakes.mistakes.isEmpty)
                #expect(mistakes.mistakes.allSatisfy { $0.line > 0 && !$0.mend.isEmpty })
            }
        }
    }

    @Test func `that cannot be read is a mistake as well`() throws {
        let found = Configuration.load(path: "/nowhere/bridge.json", secrets: KnownSecrets())
        guard case .failure(let mistakes) = found else { throw TestFailure.unexpectedSuccess }
        #expect(
            mistakes.description.hasPrefix(
                "/nowhere/bridge.json: cannot be read: No such file or directory\n    mend: "))
    }

    enum TestFailure: Error { case unexpectedSuccess }
}
