import Bridge
import Service
import Simulator
import TestSupport
import Testing

/// The whole bridge, both remote sides and a name server, in a network where names lead where the
/// test says: a product's host that is public when its invoke comes, and inside the bridge's own
/// machine when the results are to go there.
@Suite(.serialized) struct `A product whose name is rebound` {
    private static let port: UInt16 = 8080

    private struct Place: Sendable {
        let names: NameServer
        let mpo: MPOSimulator
        let product: ProductSimulator
        let first: LocalService
        let second: LocalService
    }

    private func service(_ mpo: MPOSimulator) throws -> LocalService {
        try LocalService(syncURL: mpo.url) { configuration in
            configuration.ams.endpoints.allowedHosts = [.exact("product.test")]
            configuration.ams.endpoints.allowPrivateAddresses = false
        }
    }

    @Test(.enabled(if: OwnNetwork.isAvailable, "\(OwnNetwork.absence)"))
    func `is reached where it is public, and never inside`() async throws {
        let place = try await OwnNetwork.run {
            let mpo = MPOSimulator(MPOOptions())
            _ = try mpo.start()
            var options = ProductOptions()
            options.host = "0.0.0.0"
            options.port = Self.port
            options.publicURL = "http://product.test:\(Self.port)"
            let product = ProductSimulator(options)
            _ = try product.start()
            return Place(
                names: try NameServer(), mpo: mpo, product: product, first: try service(mpo),
                second: try service(mpo))
        }
        place.names.answer(with: [OwnNetwork.publicAddress])
        let welcome = place.product.invoke(rows: 3, flow: .pull)
        let status = try await place.first.invoke(
            welcome.body, authorization: welcome.authorization)
        #expect(status == 200)
        #expect(await place.product.waitForFinished(1, within: .seconds(60)))
        let reported = place.product.ledger.totals.reported
        #expect(reported == 3)

        place.names.answer(with: ["127.0.0.1"])
        for flow in [InvokeFlow.data, .pull] {
            let hostile = place.product.invoke(rows: 3, flow: flow)
            let status = try await place.second.invoke(
                hostile.body, authorization: hostile.authorization)
            #expect(status == 200)
        }
        let log = place.second.log
        #expect(await log.wait(for: "invocation-halted", "import: address_refused"))
        #expect(await log.wait(for: "invocation-halted", "export: address_refused"))
        #expect(place.product.ledger.totals.reported == reported)
        #expect(place.product.finishedCount == 1)

        await place.first.stop()
        await place.second.stop()
        place.mpo.stop()
        place.product.stop()
        place.names.stop()
        place.first.remove()
        place.second.remove()
    }
}
