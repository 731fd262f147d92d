import Crypto
import Foundation
import TestSupport
import Testing

@testable import Service

@Suite struct `A renewal of the certificate that meets a reload` {
    @Test func `leaves what the reload has brought`() throws {
        let world = try BridgeWorld()
        func files(_ name: String, days: Int) throws -> Configuration.ReceiverSection.TLS {
            let identity = TestCertificate(days: -1..<days)
            try world.write(identity.certificate, to: "\(name).crt")
            try world.write(identity.privateKey, to: "\(name).key")
            let path = world.folder.appending(path: name).path
            return .init(certificate: "\(path).crt", privateKey: "\(path).key", clientCA: nil)
        }
        let clock = BridgeClock.system
        let watch = try CertificateWatch(
            try files("first", days: 100),
            log: Log(wallTime: clock.wall, time: clock.now, sink: { _ in }), clock: clock)
        let started = watch.slot.current.validity.upperBound
        let late = try watch.reread()
        watch.adopt(try CertificateWatch.Ready(try files("second", days: 200)))
        let reloaded = watch.slot.current.validity.upperBound
        #expect(reloaded > started)
        watch.take(late)
        #expect(watch.slot.current.validity.upperBound == reloaded)
        _ = try files("second", days: 300)
        watch.take(try watch.reread())
        #expect(watch.slot.current.validity.upperBound > reloaded)
    }
}
