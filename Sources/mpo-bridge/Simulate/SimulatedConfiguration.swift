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
    var operationsPerCall = 1
    /// Where operators reach the daemon; `nil`: nowhere.
    var socket: String?
    /// Tasks can be looked up.
    var canLookUp = false

    /// The variables in which the daemon finds the simulators' secrets.
    static let installSecretName = "SIMULATED_INSTALL_SECRET"
    static let apiSecretName = "SIMULATED_API_SECRET"

    /// The daemon's environment: made-up secrets, which nobody has to hide.
    static func secrets(_ mpo: MPOOptions, _ product: ProductOptions) -> [String: String] {
        [
            installSecretName: product.installSecret.withBytes {
                String(decoding: $0, as: UTF8.self)
            },
            apiSecretName: mpo.apiSecret.withBytes { String(decoding: $0, as: UTF8.self) },
        ]
    }

    var text: String {
        """
        {
          "receiver": { "listen": \(Self.quoted(listen)), "path": \(Self.quoted(path)) },
          "store": { "path": \(Self.quoted(store)) },
          "ams": {
            "installs": [
              {
                "installId": \(Self.quoted(product.context.installID)),
                "secret": { "environment": "\(Self.installSecretName)" }
              }
            ],
            "endpoints": {
              "allowedHosts": ["127.0.0.1"], "allowHTTP": true, "allowPrivateAddresses": true
            }
          },
          "mpo": {
            "syncURL": \(Self.quoted(mpoURL)),\(mainURL)
            "apiUser": \(Self.quoted(mpo.apiUser)),
            "apiSecret": { "environment": "\(Self.apiSecretName)" },
            "allowHTTP": true, "allowPrivateAddresses": true
          },
          "mappings": [
            {
              "name": "loan-offer",
              "match": { "serviceId": \(Self.quoted(product.context.serviceID)) },
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
          ]\(admin)
        }

        """
    }

    private var mainURL: String {
        canLookUp ? "\n    \"mainURL\": \(Self.quoted(mpoURL))," : ""
    }

    private var admin: String {
        socket.map { ",\n  \"admin\": { \"socket\": \(Self.quoted($0)) }" } ?? ""
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
