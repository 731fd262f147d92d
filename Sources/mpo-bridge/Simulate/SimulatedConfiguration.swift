import Bridge
import Crypto
import JSON
import Simulator

/// The `bridge.json` that puts a daemon between the two simulators.
struct SimulatedConfiguration {
    /// Where the daemon takes invokes; port 0 lets the system choose.
    var listen = "127.0.0.1:0"
    var path = "/invoke"
    /// The path of its store.
    var store: String
    var mpo: MPOOptions
    /// The address that `mpo` serves at.
    var mpoURL: String
    var product: ProductOptions
    /// The ports that the product's endpoints may have; `nil`: any, which plain HTTP allows.
    var allowedPorts: [UInt16]?
    var operationsPerCall = 1
    /// Where operators reach the daemon; `nil`: nowhere.
    var socket: String?
    /// Where the daemon tells its metrics, `host:port`; `nil`: nowhere.
    var metrics: String?
    /// The mappings that fit the product, the first by its service and the others by its tenant (a
    /// mapping must not hide another): the first takes its invokes.
    var mappingNames = ["loan-offer"]
    /// Mappings and installs of others, which fit nothing and stand before the product's.
    var foreignMappings = 0
    var foreignInstalls = 0
    /// The one certificate that the daemon and both simulators show and trust; `nil`: nobody speaks
    /// TLS.
    var tls: LoopbackFiles?
    /// Tasks can be looked up.
    var canLookUp = false

    /// The variables in which the daemon finds the simulators' secrets.
    static let installSecretName = "SIMULATED_INSTALL_SECRET"
    static let apiSecretName = "SIMULATED_API_SECRET"

    /// The daemon's environment: made-up secrets, which nobody has to hide.
    static func secrets(_ mpo: MPOOptions, _ product: ProductOptions) -> [String: String] {
        [
            installSecretName: text(of: product.installSecret),
            apiSecretName: text(of: mpo.apiSecret),
        ]
    }

    /// As `secrets` of both simulators, and one for each install of others.
    var secrets: [String: String] {
        var secrets = Self.secrets(mpo, product)
        for number in 0..<foreignInstalls {
            secrets[Self.foreignSecretName(number)] =
                "\(Self.text(of: product.installSecret))-\(number)"
        }
        return secrets
    }

    private static func foreignSecretName(_ number: Int) -> String {
        "\(installSecretName)_\(number)"
    }

    private static func text(of secret: Secret) -> String {
        secret.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    var text: String {
        """
        {
          "receiver": {
            "listen": \(Self.quoted(listen)), "path": \(Self.quoted(path))\(receiverTLS)
          },
          "store": { "path": \(Self.quoted(store)) },
          "ams": {
            "installs": [
        \(installs)
            ],
            "endpoints": {
              "allowedHosts": ["127.0.0.1"], \(ports)\(outbound)
            }
          },
          "mpo": {
            "syncURL": \(Self.quoted(mpoURL)),\(mainURL)
            "apiUser": \(Self.quoted(mpo.apiUser)),
            "apiSecret": { "environment": "\(Self.apiSecretName)" },
            \(outbound)
          },
          "mappings": [
        \(mappings)
          ]\(admin)
        }

        """
    }

    private var installs: String {
        let foreign = Self.foreignIDs(foreignInstalls).enumerated().map {
            install($1, Self.foreignSecretName($0))
        }
        let own = install(product.context.installID, Self.installSecretName)
        return (foreign + [own]).joined(separator: ",\n")
    }

    private func install(_ id: String, _ secretName: String) -> String {
        """
              {
                "installId": \(Self.quoted(id)),
                "secret": { "environment": "\(secretName)" }
              }
        """
    }

    private var mappings: String {
        let foreign = Self.foreignIDs(foreignMappings).enumerated().map {
            mapping("foreign-\($0)", "serviceId", $1)
        }
        let own = mappingNames.enumerated().map { index, name in
            index == 0
                ? mapping(name, "serviceId", product.context.serviceID)
                : mapping(name, "tenantId", product.context.tenantID)
        }
        return (foreign + own).joined(separator: ",\n")
    }

    private func mapping(_ name: String, _ field: String, _ value: String) -> String {
        """
            {
              "name": \(Self.quoted(name)),
              "match": { "\(field)": \(Self.quoted(value)) },
              "processID": 66305,
              "parameters": {
                "city": { "column": "CITY" },
                "amount": { "column": "AMOUNT", "type": "number", "required": true },
                "channel": { "constant": "responsys" },
                "tenant": { "context": "tenantId" },
                "greeting": { "template": "Hello {{FIRST_NAME}}" }
              },
              "result": { "pointer": "/info" },
              "operationsPerCall": \(operationsPerCall)
            }
        """
    }

    /// Ids that differ late, as those of one sender would.
    private static func foreignIDs(_ count: Int) -> [String] {
        (0..<count).map { number in
            let digits = String(number)
            let zeros = String(repeating: "0", count: max(0, 12 - digits.count))
            return "13023bae-8350-f75f-d953-\(zeros)\(digits)"
        }
    }

    private var receiverTLS: String {
        guard let tls else { return "" }
        return """
            ,
                "tls": {
                  "certificate": \(Self.quoted(tls.certificate)),
                  "privateKey": \(Self.quoted(tls.privateKey))
                }
            """
    }

    private var ports: String {
        let numbers = allowedPorts.map { $0.map(String.init).joined(separator: ", ") }
        return numbers.map { "\"allowedPorts\": [\($0)], " } ?? ""
    }

    /// What the simulated sides may be.
    private var outbound: String {
        let trust = tls.map { ", \"caFile\": \(Self.quoted($0.certificate))" } ?? ""
        return "\"allowHTTP\": \(tls == nil), \"allowPrivateAddresses\": true\(trust)"
    }

    private var mainURL: String {
        canLookUp ? "\n    \"mainURL\": \(Self.quoted(mpoURL))," : ""
    }

    private var admin: String {
        let members = [("socket", socket), ("metrics", metrics)].compactMap { name, value in
            value.map { "\"\(name)\": \(Self.quoted($0))" }
        }
        guard !members.isEmpty else { return "" }
        return ",\n  \"admin\": { \(members.joined(separator: ", ")) }"
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
