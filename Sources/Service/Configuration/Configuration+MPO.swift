package import Crypto
package import Curl
import MPO

extension Configuration {
    /// The MPO tenant whose processes the rows run in.
    package struct MPOSection: Sendable {
        /// Without a slash at its end: a signed path follows.
        package var syncURL: String
        /// Where a task is looked up by its reference; `nil`: nothing can be looked up.
        package var mainURL: String?
        /// The login of the API key.
        package var apiUser: String
        /// Signs every call.
        package var apiSecret: Secret
        /// The digest of the signature; SHA-1 unless set, as every known client uses.
        package var digest: DigestAlgorithm
        /// Off unless set.
        package var allowHTTP: Bool
        /// Off unless set.
        package var allowPrivateAddresses: Bool
        /// Certificates to trust instead of the system's, a PEM file.
        package var caFile: String?
        /// The keys of which each of the two servers must show one; none: any.
        package var pins: [PublicKeyPin]
        /// How long MPO may wait for a process: whole seconds, 30 unless set.
        package var timeout: Duration
        /// How much longer the bridge waits for the answer's beginning than MPO for its process, so
        /// that MPO's own answer comes first; 8 s unless set.
        package var answerMargin: Duration
        /// How long the answer may take from its beginning to its end; 10 s unless set.
        package var bodyTimeout: Duration
        /// How long a connection may take, with its name and its TLS; 5 s unless set.
        package var connectTimeout: Duration
        /// 32 unless set.
        package var callsInFlightMax: Int
        /// `nil`: no limit.
        package var operationsPerSecondMax: Int?
        /// Each operation carries its reference; on unless set.
        package var sendReference: Bool
        /// A 503 surely created nothing; off unless set.
        package var retry503: Bool
        /// What MPO says of a reference that is taken; case aside, space, `_` and `-` being equal.
        package var duplicatePhrases: [String]
        /// What MPO says when a process did not answer in time, likewise.
        package var timeoutPhrases: [String]

        /// `timeout` as an operation's call carries it.
        package var timeoutSeconds: Int { Int(timeout.components.seconds) }

        /// Tasks that may be looked up at a time: a part of `callsInFlightMax`, and never none.
        package var lookUpsInFlightMax: Int { max(1, callsInFlightMax / 4) }

        /// No answer can begin before the process answers or MPO gives it up.
        package var firstByteTimeout: Duration { timeout + answerMargin }

        /// All of a call, each of its parts having taken as long as it may.
        package var callTimeout: Duration { connectTimeout + firstByteTimeout + bodyTimeout }
    }
}

extension ValueReader<Configuration.MPOSection> {
    static func mpo(_ secrets: any SecretSource) -> Self {
        ValueReader { place in
            place.object { object in
                let allowHTTP = object.value("allowHTTP", .boolean, default: false)
                let allowPrivateAddresses = object.value(
                    "allowPrivateAddresses", .boolean, default: false)
                let caFile = object.optional("caFile", .absolutePath)
                let syncURL = object.required(
                    "syncURL", .baseURL(allowHTTP: allowHTTP),
                    example: #""https://acme-bank-syncapi.mpo.mambu.com""#)
                let mainURL = object.optional("mainURL", .baseURL(allowHTTP: allowHTTP))
                let pins = object.value("pins", .pins, default: [])
                if !pins.isEmpty, [syncURL, mainURL].contains(where: { $0?.isPlainHTTP ?? false }) {
                    object.place("pins")?.mistake(
                        "cannot be had without TLS: a call to an http:// address has no key",
                        mend: "write https:// in mpo.syncURL and mpo.mainURL, or remove pins",
                        showsValue: false)
                }
                let apiUser = object.required("apiUser", .apiUser, example: #""220""#)
                let apiSecret = object.required(
                    "apiSecret", .secret(secrets), example: #"{"credential": "mpo-api-secret"}"#)
                let digest = object.value("digest", .oneOf(DigestAlgorithm.self), default: .sha1)
                let timeout = object.value("timeout", .processTimeout, default: .seconds(30))
                let answerMargin = object.value(
                    "answerMargin", .duration(.milliseconds(100) ... .minutes(5)),
                    default: .seconds(8))
                let bodyTimeout = object.value(
                    "bodyTimeout", .duration(.milliseconds(100) ... .minutes(10)),
                    default: .seconds(10))
                let connectTimeout = object.value(
                    "connectTimeout", .duration(.milliseconds(100) ... .minutes(5)),
                    default: .seconds(5))
                let callsInFlightMax = object.value(
                    "callsInFlightMax", .integer(1...1_000), default: 32)
                let operationsPerSecondMax = object.optional(
                    "operationsPerSecondMax", .integer(1...1_000_000))
                let sendReference = object.value("sendReference", .boolean, default: true)
                let retry503 = object.value("retry503", .boolean, default: false)
                let duplicatePhrases = object.value(
                    "duplicatePhrases", .phrases, default: Phrases.duplicateReference)
                let timeoutPhrases = object.value(
                    "timeoutPhrases", .phrases, default: Phrases.timeout)
                guard let syncURL, let apiUser, let apiSecret else { return nil }
                return .init(
                    syncURL: syncURL, mainURL: mainURL, apiUser: apiUser, apiSecret: apiSecret,
                    digest: digest, allowHTTP: allowHTTP,
                    allowPrivateAddresses: allowPrivateAddresses, caFile: caFile, pins: pins,
                    timeout: timeout, answerMargin: answerMargin, bodyTimeout: bodyTimeout,
                    connectTimeout: connectTimeout, callsInFlightMax: callsInFlightMax,
                    operationsPerSecondMax: operationsPerSecondMax, sendReference: sendReference,
                    retry503: retry503, duplicatePhrases: duplicatePhrases,
                    timeoutPhrases: timeoutPhrases)
            }
        }
    }
}

extension String {
    fileprivate var isPlainHTTP: Bool { lowercased().hasPrefix("http://") }
}

extension ValueReader<Duration> {
    /// The proxy in front of MPO's sync server cuts a call after 60 s with a page of its own
    /// (protocol notes on MPO, 3.1), so that nobody knows how the task ended: stay below it.
    static var processTimeout: Self {
        ValueReader { place in
            guard let timeout = duration(.seconds(1) ... .seconds(3600)).read(place) else {
                return nil
            }
            guard timeout.components.attoseconds == 0 else {
                place.mistake(
                    "must be whole seconds, which is what MPO counts in",
                    mend: #"write "\#(timeout.components.seconds + 1)s""#)
                return nil
            }
            if timeout > .seconds(55) {
                place.warning(
                    "is too close to 60s, after which the proxy in front of MPO's sync server cuts "
                        + "a call: the outcome of its rows would be unknown",
                    mend: #"write "55s" or less"#)
            }
            return timeout
        }
    }
}

extension ValueReader<String> {
    /// The login is a segment of the call's path.
    static var apiUser: Self {
        ValueReader { place in
            guard let text = name.read(place) else { return nil }
            guard text.utf8.allSatisfy({ ASCII.isUnreserved($0) }) else {
                place.mistake(
                    "must be the login of an API key: letters, digits, '-', '.', '_' or '~'",
                    mend: #"write the login as MPO shows it, such as "220""#)
                return nil
            }
            return text
        }
    }
}

extension ValueReader<[String]> {
    /// Texts that are looked for in an answer.
    static var phrases: Self {
        ValueReader { place in
            let phrases = place.elements { element -> String? in
                guard let text = ValueReader<String>.string.read(element) else { return nil }
                guard !text.isEmpty else {
                    element.mistake(
                        "must not be empty: it would be found in every answer",
                        mend: "write what the answer says, or leave the phrase out")
                    return nil
                }
                return text
            }
            if let phrases, phrases.isEmpty, place.hasNoElement {
                place.mistake(
                    "must name at least one phrase",
                    mend: "write what the answer says, or leave the key out")
            }
            return phrases
        }
    }
}
