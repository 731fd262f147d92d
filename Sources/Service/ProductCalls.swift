import AMS
import Bridge
import Crypto
import Curl
import MPO

/// What every call to the product has in common: a fresh token, the headers, and what an answer
/// means.
///
/// One object for all that call the product, so that a reload reaches them together.
final class ProductCalls {
    struct Settings {
        let connectTimeout: Duration
        /// Until the answer begins, once the whole call has left.
        let firstByteTimeout: Duration
        /// All of a call.
        let timeout: Duration
        let answerBytesMax: Int
        let rules: EndpointRules
    }

    var settings: Settings
    private var tokens = RecentTokens()

    init(_ settings: Settings) { self.settings = settings }

    /// A call to one of the invoke's endpoints.
    ///
    /// `nil` when the endpoint's address may not be called any more, or its method is none that
    /// libcurl is asked to send.
    func request(
        _ endpoint: Endpoint, url: String, body: [UInt8], for invocation: OpenInvocation,
        wall: UnixTime
    ) -> TransferRequest? {
        guard let method = TransferRequest.Method(rawValue: endpoint.method.uppercased()),
            let policy = settings.rules.policy(url)
        else { return nil }
        let authorization = tokens.line(
            for: invocation.invocation.context, installSecret: invocation.installSecret, now: wall)
        let headers = ProductHeaders.lines(
            endpoint, authorization: authorization, invocation: invocation.id,
            dataSetID: invocation.invocation.dataSetID)
        return TransferRequest(
            method: method, url: url, headers: headers, body: body,
            connectTimeout: settings.connectTimeout, firstByteTimeout: settings.firstByteTimeout,
            totalTimeout: settings.timeout, responseBytesMax: settings.answerBytesMax,
            policy: policy)
    }

    /// Why an invocation halts whose invoke was let in under other rules.
    static let notAllowed = "the endpoint may not be called: see ams.endpoints"

    enum Verdict {
        case accepted(TransferResponse)
        /// Try again later, for as long as it takes.
        case again(Again)
        /// The answer is larger than we take.
        case tooLarge
        /// The product refuses us for good.
        case refused(reason: String)
        /// Our own policy does: nothing was asked of the product.
        case forbidden(reason: String)
    }

    struct Again {
        let reason: String
        /// What it means for every call to the host; `nil`: it concerns this invocation alone.
        let setback: TargetGate.Setback?
        /// Whether this invocation waits by itself: others fare better, or it alone is concerned.
        var isOwn: Bool
        /// How long the host is left alone, once that is known.
        var hostDelay = Duration.zero
    }

    /// What an answer means. A token is refused once without harm, since the next one is minted
    /// anew with another time in it; a second time in a row it is for good.
    func verdict(
        _ result: Result<TransferResponse, TransferError>,
        on errand: InvocationMachine.ErrandKind, of invocation: OpenInvocation, wall: UnixTime
    ) -> Verdict {
        let wasRefused = invocation.refusedTokens.remove(errand) != nil
        switch result {
        case .success(let response):
            switch response.status {
            case 200...299:
                return .accepted(response)
            case 408, 425, 429, 500...599:
                return .again(
                    Again(
                        reason: "HTTP \(response.status)", setback: .init(response, wall: wall),
                        isOwn: false))
            case 401 where !wasRefused:
                invocation.refusedTokens.insert(errand)
                return .again(Again(reason: "HTTP 401", setback: nil, isOwn: true))
            default:
                return .refused(reason: "HTTP \(response.status)")
            }
        case .failure(let error):
            switch error.reason {
            case .addressRefused, .schemeRefused, .badURL, .badHeader:
                return .forbidden(reason: error.reason.label)
            case .tooLarge:
                return .tooLarge
            default:
                return .again(
                    Again(reason: error.reason.label, setback: .unwell, isOwn: false))
            }
        }
    }
}
