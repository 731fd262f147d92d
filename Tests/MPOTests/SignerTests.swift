import Bridge
import Crypto
import MPO
import Testing

/// The vectors of the protocol notes on MPO, 2: V1 and V2 are of other implementations, A and B
/// were computed with Python's hashlib and with openssl.
@Suite struct `A signature` {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let algorithm: DigestAlgorithm
        let time: String
        let secret: String
        let body: String
        let signature: String

        var testDescription: String { "\(name) \(algorithm.rawValue)" }
    }

    static let bodyA =
        #"{"timeout":30,"ops":[{"conv_id":66305,"type":"create","obj":"task","#
        + #""ref":"evt-0001","data":{"param":1}}]}"#
    static let bodyB =
        #"{"timeout":30,"ops":[{"conv_id":66305,"type":"create","obj":"task","#
        + #""ref":"evt-0001","data":{"param":1,"név":"Żółć"}}]}"#
    /// `UtiisTest.testCheckSignTrue` of corezoid/sdk-java; a space follows "CRED".
    static let bodyV2 = #"""
        {
           "ops":[
              {
                 "ref":null,
                 "type":"data",
                 "obj_id":"52d8d74610e87b10d98c8d90",
                 "conv_id":"270",
                 "node_id":"52d837d210e87b10d979e98c",
                 "data":{
                    "id":1077413
                 },
                 "extra":{
                    "id":"1412737",
                    "hide_products":"N",
                    "properties":"Y",
                    "show_all":"Y",
                    "codeProduct" : "CRED"\#u{20}
                 }
              }
           ]
        }
        """#

    static let vectors: [Vector] = [
        Vector(
            name: "V1", algorithm: .sha1, time: "timestamp",
            secret: "secret", body: "Hello World",
            signature: "b7a9e140fdb27c00fd432e0d27023f6482a37a3f"),
        Vector(
            name: "V1'", algorithm: .sha224, time: "timestamp",
            secret: "secret", body: "Hello World",
            signature: "df7bc89be4533ba28c2ba307293f82e39604f7cbede36b4b3f87aa47"),
        Vector(
            name: "V1'", algorithm: .sha256, time: "timestamp",
            secret: "secret", body: "Hello World",
            signature: "ad7e6706fcaa2705f620afa55e86971ef6397e2aee78d5e88d20020b4b1a5e64"),
        Vector(
            name: "V1'", algorithm: .sha384, time: "timestamp",
            secret: "secret", body: "Hello World",
            signature: "7ddb4a7dfb2179a5c826636d5ab1a45a7f3494c644cf46cadb55b1b77a6f3202"
                + "4b2a1d2c1c34bc0bca08e7b66b57d3c3"),
        Vector(
            name: "V1'", algorithm: .sha512, time: "timestamp",
            secret: "secret", body: "Hello World",
            signature: "0b3f5ea1333c1487aa1c2475569703cacd11792413860c4bb17cf558e9ecdef7"
                + "73bda7b3d102213f3f48a50dd8ace08f5b115150b9492c55856122175ea9eb15"),
        Vector(
            name: "V2", algorithm: .sha1, time: "1389956320",
            secret: "tgGsR8FTuLXzzVBsp3rngeSgOB2E2pMFJDwAXarbrs92GmLiiy", body: bodyV2,
            signature: "e01f19285c09c8eff449a60fef9dbc3c8f3915db"),
        Vector(
            name: "A", algorithm: .sha1, time: "1631171468",
            secret: "secret123", body: bodyA,
            signature: "0720ad5bb9309494d9da762d06f74f3b6e5284d9"),
        Vector(
            name: "A", algorithm: .sha224, time: "1631171468",
            secret: "secret123", body: bodyA,
            signature: "bcffab1c7d99a678367947f2f5fe0147511813df6442a08c904f7723"),
        Vector(
            name: "A", algorithm: .sha256, time: "1631171468",
            secret: "secret123", body: bodyA,
            signature: "be905e652238fc345b9fe6a43fbdc40d5fef6941a957d54a3fb07fc35881758a"),
        Vector(
            name: "A", algorithm: .sha384, time: "1631171468",
            secret: "secret123", body: bodyA,
            signature: "c302203513bd77eb5c1953b5bf07833293b92d3d0b92b75f4b38df7c553b9bcf"
                + "d6842f3598674b024b8839956a4a5824"),
        Vector(
            name: "A", algorithm: .sha512, time: "1631171468",
            secret: "secret123", body: bodyA,
            signature: "29b38312bcfc363a85e4ab1cdbcec1c3e373bbd9da12cffea86bde28b572d227"
                + "606dbc91e8fd88e3e9f21a0a30a4eb55b10756297d83638823297ef6f038f7de"),
        Vector(
            name: "A-", algorithm: .sha1, time: "1631171468",
            secret: "secret123", body: bodyA + "\n",
            signature: "2b5b8e8b848452d6b7d40558a2b835010c3bfd80"),
        Vector(
            name: "B", algorithm: .sha1, time: "1631171468",
            secret: "S3cr3t-é-key", body: bodyB,
            signature: "cfff2e06de95e80443a907f1c3f227574a2fc326"),
        Vector(
            name: "B", algorithm: .sha224, time: "1631171468",
            secret: "S3cr3t-é-key", body: bodyB,
            signature: "3131be999d374c6611455757505a859aad4a2cdd71645cc87b237f79"),
        Vector(
            name: "B", algorithm: .sha256, time: "1631171468",
            secret: "S3cr3t-é-key", body: bodyB,
            signature: "a182043f354f9ac53837cf839f8ce40f3317dbea011d0dc80124ccc485509ac8"),
        Vector(
            name: "B", algorithm: .sha384, time: "1631171468",
            secret: "S3cr3t-é-key", body: bodyB,
            signature: "229a097bb351b83983c97c9ae8ab6dc81efb32dda22da0c9aca2b297a6737696"
                + "90a81e863228815d4555e49a2040dba1"),
        Vector(
            name: "B", algorithm: .sha512, time: "1631171468",
            secret: "S3cr3t-é-key", body: bodyB,
            signature: "ae7beeecb02b1d328ef9c617e2263e1c2ee182bbdbaf578956395d87270ff31d"
                + "2497e5fbe45714926f3529f9882193a7e618d443c3654d8581dfe835c399b02d"),
    ]

    @Test(arguments: vectors)
    func `is the one of other implementations`(vector: Vector) {
        let signer = Signer(
            apiUser: "220", secret: Secret([UInt8](vector.secret.utf8)),
            algorithm: vector.algorithm)
        let signature = signer.signature(
            time: [UInt8](vector.time.utf8), body: [UInt8](vector.body.utf8))
        #expect(Sample.text(signature) == vector.signature)
    }

    @Test func `stands in the path with the user and the time it was made at`() {
        let secret = Secret([UInt8]("secret123".utf8))
        let now = UnixTime(milliseconds: 1_631_171_468_999)
        #expect(
            Signer(apiUser: "220", secret: secret).path(body: [UInt8](Self.bodyA.utf8), now: now)
                == "/api/1/json/220/1631171468/0720ad5bb9309494d9da762d06f74f3b6e5284d9")
        #expect(
            Signer(apiUser: "a.b", secret: secret, version: .two)
                .path(body: [UInt8](Self.bodyA.utf8), now: now)
                == "/api/2/json/a.b/1631171468/0720ad5bb9309494d9da762d06f74f3b6e5284d9")
    }

    @Test(arguments: ["", "a/b", "a b", "ä", "..%2f", "a?b", "a#b"])
    func `is not made for a user who does not fit into a path`(user: String) {
        #expect(!Signer.isPathSegment(user))
    }
}
