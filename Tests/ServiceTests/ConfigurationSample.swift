import Bridge
import JSON
import Service
import Testing

/// A configuration that is right, to be made wrong in one place at a time.
enum ConfigurationSample {
    /// Every optional key that a test makes wrong is here.
    static let text = #"""
        {
          "receiver": {
            "listen": "0.0.0.0:8443", "path": "/invoke", "bodyMax": "32MiB", "connectionsMax": 500,
            "tls": { "certificate": "/tls.crt", "privateKey": "/tls.key" },
            "allowPlainHTTP": false, "limits": { "headerTimeout": "5s", "headerBytesMax": "2KiB" }
          },
          "store": { "path": "/bridge.db", "retention": "30d", "queuedRowsMax": 1000 },
          "ams": {
            "installs": [
              { "installId": "install-1", "secret": { "credential": "install-1-secret" } },
              { "installId": "install-2", "secret": { "file": "/secrets/install-2" } }
            ],
            "endpoints": {
              "allowedHosts": ["*.rsys8.net", "api.example.com"], "allowHTTP": false,
              "allowPrivateAddresses": false, "caFile": "/ca.pem", "allowedPorts": [443, 8443],
              "pins": [
                { "host": "*.rsys8.net",
                  "keys": ["sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                           "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE="] }
              ]
            },
            "tokenLeeway": "60s", "tokenLifetimeMax": "5m", "pullPageMax": 1000,
            "pushBatchDefault": 1000, "duplicateWindow": "24h", "callTimeout": "61s",
            "connectTimeout": "6s", "firstByteTimeout": "31s", "callsInFlightMax": 8
          },
          "mpo": {
            "syncURL": "https://acme-syncapi.mpo.mambu.com/",
            "mainURL": "https://acme.mpo.mambu.com",
            "apiUser": "220", "apiSecret": { "environment": "MPO_SECRET" }, "digest": "sha256",
            "pins": ["sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAI=",
                     "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAM="],
            "allowHTTP": false, "allowPrivateAddresses": false, "timeout": "30s",
            "answerMargin": "9s", "bodyTimeout": "11s", "connectTimeout": "250ms",
            "callsInFlightMax": 32, "operationsPerSecondMax": 100,
            "sendReference": true, "retry503": false, "duplicatePhrases": ["not unique"],
            "timeoutPhrases": ["time-out"]
          },
          "mappings": [
            {
              "name": "loan-offer", "match": { "serviceId": "service-1" },
              "processID": 66305, "processField": "conv_id", "extra": { "company_id": "i1" },
              "parameters": {
                "city": { "column": "CITY" },
                "amount": { "column": "AMOUNT", "type": "number", "default": 12.50 },
                "channel": { "constant": "responsys" },
                "tenant": { "context": "tenantId" },
                "greeting": { "template": "Hello {{FIRST_NAME}}" }
              },
              "result": { "pointer": "/info", "columns": { "OFFER_STATUS": "/status" } },
              "operationsPerCall": 10, "onUnknown": "hold",
              "callsInFlightMax": 6, "operationsPerSecondMax": 50
            },
            { "name": "rest", "processID": "alias" }
          ],
          "admin": { "socket": "/admin.sock", "metrics": "127.0.0.1:9464" },
          "log": { "format": "json", "level": "debug", "slowInvocation": "2h" }
        }
        """#

    /// The sample with one piece replaced.
    static func text(replacing old: String, with new: String) -> String {
        let pieces = text.split(
            separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        precondition(pieces.count == 2, "the sample does not hold: \(old)")
        return pieces.joined(separator: new)
    }

    static func load(
        _ text: String, secrets: some SecretSource = KnownSecrets()
    ) -> Result<Configuration, ConfigurationMistakes> {
        Configuration.load(text: Array(text.utf8), secrets: secrets)
    }

    /// What is wrong with a text; nothing if it is right.
    static func mistakes(_ text: String) -> ConfigurationMistakes {
        switch load(text) {
        case .success(let configuration):
            ConfigurationMistakes(
                file: "bridge.json", mistakes: [], warnings: configuration.warnings)
        case .failure(let mistakes): mistakes
        }
    }
}

/// Secrets that are where the sample says, each of them long enough and easy to search for.
struct KnownSecrets: SecretSource {
    static let planted = "planted-secret-0123456789-abcdefghij"

    var bytesByName: [String: [UInt8]] = [:]

    func bytes(of reference: SecretReference) throws(SecretError) -> [UInt8] {
        if let bytes = bytesByName[reference.description] { return bytes }
        if reference.description.contains("absent") {
            throw SecretError(problem: "names a secret that is not there", mend: "put it there")
        }
        return Array((Self.planted + reference.description).utf8)
    }
}

/// One way to make the sample wrong. The place where the mistake must be found is marked in the new
/// text with `▶`, which is taken out before the text is read.
struct ConfigurationSeed: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let path: String
    /// Must be part of the problem.
    let problem: String
    /// Must be part of the mend or of the suggestion.
    let mend: String

    init(_ old: String, _ new: String, _ path: String, _ problem: String, mend: String) {
        self.old = old
        self.new = new
        self.path = path
        self.problem = problem
        self.mend = mend
    }

    var testDescription: String { "\(old) -> \(new)" }

    private var marked: String { ConfigurationSample.text(replacing: old, with: new) }

    var text: String { marked.filter { $0 != "▶" } }

    /// Counted here once more, in a way of its own.
    var position: (line: Int, column: Int) {
        let lines = marked.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if let mark = line.firstIndex(of: "▶") {
                return (index + 1, line.distance(from: line.startIndex, to: mark) + 1)
            }
        }
        return (0, 0)
    }
}
