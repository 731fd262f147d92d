import Curl
import Glibc
import Synchronization
import TestSupport
import Testing

/// A name of several addresses, and what waits behind each of them.
struct Addresses: Sendable, CustomTestStringConvertible {
    enum Kind: String, Sendable {
        /// Nobody listens.
        case refusing = "1.2.3.5"
        case refusingToo = "1.2.3.6"
        /// Never answers who wants to connect.
        case silent = "1.2.3.7"
        /// May not be connected to, by the policy.
        case inner = "127.0.0.2"
        case innerToo = "127.0.0.3"
        case innerThird = "127.0.0.4"
        case serving = "1.2.3.4"
    }

    let kinds: [Kind]

    init(_ kinds: Kind...) { self.kinds = kinds }

    var testDescription: String { kinds.map { "\($0)" }.joined(separator: ", ") }

    static let all = [
        Addresses(.serving), Addresses(.refusing, .serving),
        Addresses(.refusing, .refusingToo, .serving), Addresses(.silent, .serving),
        Addresses(.refusing, .silent, .serving), Addresses(.silent, .refusing, .serving),
        Addresses(.serving, .silent), Addresses(.inner, .serving),
        Addresses(.inner, .innerToo, .innerThird, .serving),
    ]
}

/// A client of one request, which takes a turn now and then although nothing has happened.
private final class RestlessClient: TransferClient {
    let request: TransferRequest
    let inbox: Inbox

    /// What the test sees, too.
    final class Inbox: Sendable {
        let result = Mutex<Result<TransferResponse, TransferError>?>(nil)
    }

    init(_ request: TransferRequest, _ inbox: Inbox) {
        self.request = request
        self.inbox = inbox
    }

    func turn(_ ended: [EndedTransfer], _ starter: TransferStarter) -> Duration {
        if let first = ended.first {
            inbox.result.withLock { $0 = first.result }
            starter.finish()
        } else if starter.inFlightCount == 0 {
            starter.start(request, tag: 1)
        }
        return .milliseconds(10)
    }

    func stopped(_ ended: [EndedTransfer]) {}
}

@Suite(.timeLimit(.minutes(2))) struct `A host of several addresses` {
    private struct Place: Sendable {
        let names: NameServer
        let server: ScriptedServer
        let silence: SilentPort
        /// Its thread, and those that look names up for it, are in the network of the thread
        /// that starts it.
        let loop = CurlLoop()
        let inbox = RestlessClient.Inbox()
        let client: CurlClient

        init(_ addresses: Addresses) throws {
            // Each an address of its own: resolvers sort those of one network.
            try OwnNetwork.shell(
                "for n in 5 6 7; do ip address add 1.2.3.$n/32 dev lo; done")
            server = try ScriptedServer(host: OwnNetwork.publicAddress) { _ in .answer(ok()) }
            silence = try SilentPort(host: Addresses.Kind.silent.rawValue, port: server.port)
            names = try NameServer()
            names.answer(with: addresses.kinds.map(\.rawValue))
            client = CurlClient()
            let (loop, inbox, request) = (loop, inbox, request)
            loop.run { RestlessClient(request, inbox) }
        }

        /// An address has half of the time that is left, if there is another one after it.
        var request: TransferRequest {
            TransferRequest(
                method: .get, url: "http://shop.test:\(server.port)/", connectTimeout: .seconds(6),
                totalTimeout: .seconds(60), policy: OutboundPolicy(allowHTTP: true))
        }

        func stop() {
            names.stop()
            server.stop()
            silence.close()
        }
    }

    @Test(
        .enabled(if: OwnNetwork.isAvailable, "\(OwnNetwork.absence)"), arguments: Addresses.all)
    func `is reached where it serves, while the loop does other things`(
        _ addresses: Addresses
    ) async throws {
        let place = try await OwnNetwork.run { try Place(addresses) }
        defer { place.stop() }
        place.loop.join()
        let result = try #require(place.inbox.result.withLock { $0 })
        #expect(try result.get().status == 200)
        #expect(place.server.requests.count == 1)
    }

    /// Nobody comes by to look after the transfer: libcurl must have asked for that.
    @Test(
        .enabled(if: OwnNetwork.isAvailable, "\(OwnNetwork.absence)"), arguments: Addresses.all)
    func `is reached where it serves, while nothing else happens`(
        _ addresses: Addresses
    ) async throws {
        let place = try await OwnNetwork.run { try Place(addresses) }
        defer { place.stop() }
        place.loop.join()
        #expect(try await place.client.perform(place.request).status == 200)
        #expect(place.server.requests.count == 2)
    }
}
