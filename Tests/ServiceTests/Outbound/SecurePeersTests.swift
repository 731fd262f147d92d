import Bridge
import Crypto
import Curl
import Foundation
import Service
import Simulator
import TestSupport
import Testing

/// Both remote sides behind TLS, with certificates of an authority that only the configuration
/// knows.
@Suite(.serialized) struct `Peers behind TLS` {
    private static let mpoIdentity = TestCertificate()
    private static let productIdentity = TestCertificate(.rsa(bits: 2048))

    private struct World {
        let mpo: MPOSimulator
        let product: ProductSimulator
        let bridge: LocalService

        func invoke(rows: Int, flow: InvokeFlow) async throws -> Int {
            let invoke = product.invoke(rows: rows, flow: flow)
            return try await bridge.invoke(invoke.body, authorization: invoke.authorization)
        }

        func end() async {
            await bridge.stop()
            mpo.stop()
            product.stop()
            bridge.remove()
        }
    }

    private func pin(_ identity: TestCertificate) throws -> PublicKeyPin {
        try #require(PublicKeyPin(identity.pin))
    }

    /// - Parameters:
    ///   - mpoPins: the keys that MPO may have; `productPins` those of the product.
    ///   - caFile: whether the configuration names the authority.
    private func world(
        mpoPins: [PublicKeyPin], productPins: [PublicKeyPin], caFile: Bool = true
    ) throws -> World {
        func context(_ identity: TestCertificate) throws -> TLSServerContext {
            try TLSServerContext(
                certificate: Array(identity.certificate.utf8),
                privateKey: Secret(Array(identity.privateKey.utf8)))
        }
        var options = MPOOptions()
        options.tls = try context(Self.mpoIdentity)
        let mpo = MPOSimulator(options)
        _ = try mpo.start()
        var productOptions = ProductOptions()
        productOptions.tls = try context(Self.productIdentity)
        let product = ProductSimulator(productOptions)
        _ = try product.start()
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "mpo-bridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let trusted = folder.appending(path: "ca.pem")
        try (Self.mpoIdentity.certificate + Self.productIdentity.certificate).write(
            to: trusted, atomically: true, encoding: .utf8)
        let bridge = try LocalService(syncURL: mpo.url, folder: folder) { configuration in
            configuration.mpo.allowHTTP = false
            configuration.mpo.caFile = caFile ? trusted.path : nil
            configuration.mpo.pins = mpoPins
            configuration.ams.endpoints.allowHTTP = false
            configuration.ams.endpoints.caFile = caFile ? trusted.path : nil
            configuration.ams.endpoints.pins = [
                .init(host: .exact("elsewhere.example"), keys: mpoPins),
                .init(host: .exact("127.0.0.1"), keys: productPins),
            ]
        }
        return World(mpo: mpo, product: product, bridge: bridge)
    }

    @Test func `are served when they show the keys that are pinned`() async throws {
        let world = try world(
            mpoPins: [try pin(Self.productIdentity), try pin(Self.mpoIdentity)],
            productPins: [try pin(Self.productIdentity)])
        #expect(try await world.invoke(rows: 20, flow: .data) == 200)
        #expect(try await world.invoke(rows: 20, flow: .pull) == 200)
        #expect(await world.product.waitForFinished(2, within: .seconds(60)))
        #expect(world.product.ledger.totals.reported == 40)
        #expect(world.mpo.ledger.duplicates == 0)
        await world.end()
    }

    @Test func `are sent no row when MPO's key is another one`() async throws {
        let world = try world(
            mpoPins: [try pin(Self.productIdentity)], productPins: [try pin(Self.productIdentity)])
        #expect(try await world.invoke(rows: 2, flow: .data) == 200)
        #expect(
            await world.bridge.log.wait(
                for: "call-failed", "class=notSent", "transport=pin_mismatch"))
        #expect(world.mpo.ledger.created == 0)
        #expect(world.product.ledger.totals.reported == 0)
        await world.end()
    }

    @Test func `hear no result when the product's key is another one`() async throws {
        let world = try world(
            mpoPins: [try pin(Self.mpoIdentity)], productPins: [try pin(Self.mpoIdentity)])
        #expect(try await world.invoke(rows: 2, flow: .data) == 200)
        #expect(try await world.invoke(rows: 2, flow: .pull) == 200)
        #expect(await world.bridge.log.wait(for: "push-failed", "reason=pin_mismatch"))
        #expect(await world.bridge.log.wait(for: "pull-failed", "reason=pin_mismatch"))
        #expect(world.product.ledger.totals.reported == 0)
        #expect(world.bridge.log.found("invocation-halted").isEmpty)
        await world.end()
    }

    @Test func `are not believed without the authority, whatever is pinned`() async throws {
        let world = try world(
            mpoPins: [try pin(Self.mpoIdentity)], productPins: [try pin(Self.productIdentity)],
            caFile: false)
        #expect(try await world.invoke(rows: 2, flow: .data) == 200)
        #expect(await world.bridge.log.wait(for: "call-failed", "transport=tls"))
        #expect(world.mpo.ledger.created == 0)
        await world.end()
    }
}
