import Curl
import TestSupport
import Testing

/// A host that leads to this machine, or to a network behind it, and where it is stopped.
struct Spelling: Sendable, CustomTestStringConvertible {
    enum Stage: Sendable {
        /// The URL is refused as it is read, which is when an invoke comes in.
        case reading
        /// It is a URL like any other: the list of hosts, and the socket's address, are in the way.
        case connecting
    }

    /// What stands between `http://` and the port.
    let host: String
    let stage: Stage

    init(_ host: String, _ stage: Stage) {
        self.host = host
        self.stage = stage
    }

    var testDescription: String { host.debugDescription }

    func url(port: UInt16) -> String { "http://\(host):\(port)/" }

    static let all = [
        Spelling("127.0.0.1", .connecting), Spelling("localhost", .connecting),
        Spelling("LOCALHOST", .connecting), Spelling("localhost.", .connecting),
        Spelling("[::1]", .connecting), Spelling("0.0.0.0", .connecting),
        Spelling("[::]", .connecting), Spelling("[::ffff:127.0.0.1]", .connecting),
        Spelling("[64:ff9b::7f00:1]", .connecting), Spelling("[64:ff9b:1::7f00:1]", .connecting),
        Spelling("[::127.0.0.1]", .connecting), Spelling("[2002:7f00:1::]", .connecting),
        Spelling("[fe80::1]", .connecting), Spelling("[fec0::1]", .connecting),
        Spelling("[fd00::1]", .connecting), Spelling("169.254.169.254", .connecting),
        Spelling("100.100.100.200", .connecting), Spelling("255.255.255.255", .connecting),
        Spelling("127.0.0.1.", .reading), Spelling("127.0.0.1..", .reading),
        // Decimal, octal, hexadecimal, short, mixed.
        Spelling("2130706433", .reading), Spelling("017700000001", .reading),
        Spelling("0x7f000001", .reading), Spelling("0X7F000001", .reading),
        Spelling("127.1", .reading), Spelling("127.0.1", .reading), Spelling("0", .reading),
        Spelling("0x7f.1", .reading), Spelling("0x7f.0x0.0x0.0x1", .reading),
        Spelling("0177.0.0.1", .reading), Spelling("0177.0.0x0.1", .reading),
        Spelling("127.0.0.01", .reading), Spelling("00127.0.0.1", .reading),
        Spelling("127.0.0.256", .reading), Spelling("1.127.0.0.1", .reading),
        Spelling("4294967297", .reading), Spelling("0x", .reading), Spelling("a.0x7f", .reading),
        // IPv6 in other forms, and with a zone.
        Spelling("[0:0:0:0:0:0:0:1]", .reading), Spelling("[0::1]", .reading),
        Spelling("[::0001]", .reading), Spelling("[::ffff:7f00:1]", .connecting),
        Spelling("[::FFFF:127.1]", .reading), Spelling("[fe80::1%25lo]", .reading),
        Spelling("[fe80::1%lo]", .reading), Spelling("[::1", .reading), Spelling("::1", .reading),
        Spelling("[v1.x]", .reading), Spelling("[127.0.0.1]", .reading), Spelling("[]", .reading),
        // Characters that become others on their way.
        Spelling("%31%32%37.0.0.1", .reading), Spelling("127%2e0.0.1", .reading),
        Spelling("localhos%74", .reading), Spelling("%6cocalhost", .reading),
        Spelling("１２７.0.0.1", .reading), Spelling("127。0。0。1", .reading),
        Spelling("①②⑦.⓪.⓪.①", .reading), Spelling("ｌｏｃａｌｈｏｓｔ", .reading),
        Spelling("local\u{AD}host", .reading), Spelling("127.0.0.1\u{200B}", .reading),
        // Somebody else's name in front of it, or behind it.
        Spelling("good.example@127.0.0.1", .reading), Spelling("good:x@127.0.0.1", .reading),
        Spelling("good.example:80@127.0.0.1", .reading), Spelling("@127.0.0.1", .reading),
        Spelling("good.example%40127.0.0.1", .reading),
        Spelling("good.example\\@127.0.0.1", .reading), Spelling("127.0.0.1\\@a", .reading),
        Spelling("127.0.0.1\\.good.example", .reading), Spelling("/127.0.0.1", .reading),
        Spelling("\\127.0.0.1", .reading), Spelling("good.example\t.127.0.0.1", .reading),
        Spelling("127.0.\t0.1", .reading), Spelling("127.0.0.1\n", .reading),
        Spelling("127.0.0.1\r\nHost: a", .reading), Spelling("\u{0}127.0.0.1", .reading),
        Spelling(" 127.0.0.1", .reading), Spelling("127.0.0.1 ", .reading),
        Spelling("#127.0.0.1", .reading), Spelling("?127.0.0.1", .reading),
        Spelling("#@127.0.0.1", .reading), Spelling("127.0.0.1:", .reading),
        Spelling("127.0.0.1:80", .reading), Spelling(".127.0.0.1", .reading),
        Spelling("127..1", .reading), Spelling("localhost..", .reading),
        Spelling(".localhost", .reading), Spelling("", .reading), Spelling(".", .reading),
        Spelling("{127.0.0.1}", .reading), Spelling("127.0.0.1,good.example", .reading),
        Spelling("127.0.0.1;good.example", .reading), Spelling("*", .reading),
    ]
}

@Suite(.timeLimit(.minutes(1))) struct `An address behind the bridge` {
    /// Every one of them goes to libcurl as it is, and to the socket's check behind it: the reader
    /// of URLs before them is not needed to keep anybody out.
    @Test(arguments: Spelling.all)
    func `is connected to in no spelling`(_ spelling: Spelling) async throws {
        let server = try ScriptedServer { _ in .answer(ok()) }
        defer { server.stop() }
        let error = try #require(
            await #expect(throws: TransferError.self) {
                try await CurlClient().perform(
                    TransferRequest(
                        method: .get, url: spelling.url(port: server.port),
                        policy: OutboundPolicy(allowHTTP: true)))
            })
        #expect(error.isCertainlyUnsent, "\(error)")
        #expect(server.requests.isEmpty)
        // Not every resolver knows the name with its dot.
        guard spelling.stage == .connecting, error.reason != .resolve else { return }
        #expect(error.reason == .addressRefused)
    }

    @Test(arguments: Spelling.all)
    func `is a URL only in its usual form`(_ spelling: Spelling) throws {
        switch spelling.stage {
        case .reading:
            let error = #expect(throws: TransferError.self) {
                try OutboundURL(spelling.url(port: 8080))
            }
            #expect(error?.reason == .badURL)
            let host = spelling.host.drop { $0 == "." }
            #expect(host.count < 4 || error?.message.contains(host) == false)
        case .connecting:
            let url = try OutboundURL(spelling.url(port: 8080))
            #expect(spelling.host.lowercased().contains(url.host))
            #expect(url.port == 8080)
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A host name that changes its mind` {
    static let inner = [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "198.18.0.1", "192.0.2.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1",
        "::", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "fc00::1",
        "fe80::1", "fec0::1", "2002:7f00:1::", "2001:0:7f00:1::", "ff02::1", "2001:db8::1",
    ]

    private struct Place: Sendable {
        let names: NameServer
        let outer: ScriptedServer
        let inner: ScriptedServer
        let client: CurlClient
        /// Has looked nothing up yet, each of them.
        let fresh: [CurlClient]

        func request() -> TransferRequest {
            TransferRequest(
                method: .get, url: "http://shop.test:\(outer.port)/",
                policy: OutboundPolicy(allowHTTP: true))
        }
    }

    private func place() async throws -> Place {
        try await OwnNetwork.run {
            let outer = try ScriptedServer(host: OwnNetwork.publicAddress) { _ in .answer(ok()) }
            return Place(
                names: try NameServer(), outer: outer,
                inner: try ScriptedServer(port: outer.port) { _ in .answer(ok()) },
                client: CurlClient(), fresh: (0...Self.inner.count).map { _ in CurlClient() })
        }
    }

    @Test(.enabled(if: OwnNetwork.isAvailable, "\(OwnNetwork.absence)"))
    func `is asked again, and never followed inwards`() async throws {
        let place = try await place()
        defer {
            place.names.stop()
            place.outer.stop()
            place.inner.stop()
        }
        place.names.answer(with: [OwnNetwork.publicAddress])
        #expect(try await place.client.perform(place.request()).status == 200)
        for (address, client) in zip(Self.inner, place.fresh) {
            place.names.answer(with: [address])
            let error = await #expect(throws: TransferError.self) {
                try await client.perform(place.request())
            }
            #expect(error?.reason == .addressRefused, "\(address): \(String(describing: error))")
            #expect(error?.isCertainlyUnsent == true)
        }
        // One of each kind: it is the other one that is taken.
        place.names.answer(with: ["127.0.0.1", OwnNetwork.publicAddress])
        let last = try #require(place.fresh.last)
        #expect(try await last.perform(place.request()).status == 200)
        #expect(place.outer.requests.count == 2)
        #expect(place.inner.requests.isEmpty)
    }
}
